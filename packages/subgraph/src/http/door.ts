import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Registry } from 'prom-client';
import type { Logger } from '../log.ts';
import { refuse } from '../refusal/catalogue.ts';
import { type Formatter, faultTold } from '../refusal/format.ts';
import { languageOf } from '../refusal/language.ts';
import { type Refusal, RefusalError } from '../refusal/refusal.ts';
import { shown } from '../refusal/shown.ts';
import { enterRequest, type RequestScope } from '../request.ts';
import { longestWaitMs } from './limits.ts';
import { answerUnreadable } from './unreadable.ts';

interface DoorSettings {
  readonly log: Logger;
  readonly formatter: Formatter;
  readonly metrics: Registry;
  /** What is still missing before requests can be served; empty when ready. */
  readonly missing: () => readonly string[];
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  /** What stands before the door and may answer in its place. */
  readonly before?: (door: RequestListener) => RequestListener;
}

declare module 'fastify' {
  interface FastifyRequest {
    scope: RequestScope;
  }
}

/**
 * The HTTP server of a process: request ids, language, health, metrics, and worded errors for whatever goes wrong
 * before GraphQL is reached. What it serves besides is added by who opens it.
 */
export function openDoor(settings: DoorSettings): FastifyInstance {
  const { before, formatter, log, metrics, missing, bodyLimit } = settings;
  const door = fastify({
    bodyLimit,
    logger: false,
    forceCloseConnections: 'idle',
    // Who asks over an open connection while the door closes is still answered, and the connection is closed with that.
    return503OnClosing: false,
    serverFactory: (handle: RequestListener) => serverFor(before ? before(handle) : handle),
    frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) => {
      request.scope = scopeOf(request);
      const { status, refusal } = refusalOf(error, request, bodyLimit);
      void reply.code(status).send({ errors: [formatter.word(refusal, request.scope.language)] });
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, formatter),
  });

  door.decorateRequest('scope');
  door.addHook('onRequest', (request, reply, done) => {
    request.scope = scopeOf(request);
    void reply.header('x-request-id', request.scope.requestId);
    enterRequest(request.scope, done);
  });
  // Whatever the body is: what says that it is compressed, and is not, others on the way may take for something else.
  door.addHook('onRequest', (request, _reply, done) => {
    const coding = request.method === 'POST' ? request.headers['content-encoding'] : undefined;
    if (coding === undefined || coding === 'identity') done();
    else done(new RefusalError(refuse('request.compressed', undefined, { coding: shown(coding) })));
  });
  // Reading a body continues from socket events, outside of the scope that was entered before it.
  door.addHook('preValidation', (request, _reply, done) => enterRequest(request.scope, done));

  // A connection whose last answer was under way when the door closed would else be kept open for the next request.
  let closing = false;
  door.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  door.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });

  door.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, refusal } = refusalOf(error, request, bodyLimit);
    if (!(error instanceof RefusalError) && status >= 500)
      log.error({ err: error, requestId: request.scope.requestId }, 'a request failed');
    // RFC 9110, 15.5.2, and RFC 6750, 3.
    if (status === 401) void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    return reply.code(status).send({ errors: [formatter.word(refusal, request.scope.language)] });
  });
  door.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ errors: [formatter.word(refuse('request.not-found'), request.scope.language)] }),
  );

  door.get('/health/live', () => ({ status: 'live' }));
  door.get('/health/ready', (_request, reply) => {
    const wanting = missing();
    return wanting.length === 0
      ? { status: 'ready' }
      : reply.code(503).send({ status: 'not ready', missing: wanting });
  });
  door.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
  return door;
}

/**
 * A connection on which nothing moves for so long, in milliseconds, is cut off. Nothing moves while an answer is made: an
 * operation waits for the writes that it includes, and then for one subgraph after the other. Of these the first two may
 * take as long as can be set; one that has to wait for several more is cut off without an answer.
 */
const stillMs = 4 * longestWaitMs;

/**
 * How long clients may take. A request has to arrive within Node's own limits: its headers in one minute, all of it in five. Who
 * does not read its answer is cut off after twice `stillMs`: Node notices after the first that something was sent since it looked, and looks once more.
 */
function serverFor(handle: RequestListener): Server {
  return (
    createServer(
      {
        // No connection is closed while a balancer may still use it.
        keepAliveTimeout: 72_000,
        connectionsCheckingInterval: 1_000,
      },
      handle,
    )
      // The idle time between two requests has a limit of its own.
      .setTimeout(stillMs)
  );
}

function scopeOf(request: FastifyRequest): RequestScope {
  return {
    requestId: requestIdOf(request.headers['x-request-id']),
    language: languageOf(request.headers['accept-language']),
  };
}

/** The id that a request brings in `x-request-id`, if it is one, or a new one. */
export const requestIdOf = (given: string | readonly string[] | undefined): string =>
  typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();

function refusalOf(
  error: FastifyError,
  { headers }: FastifyRequest,
  limit: number,
): { status: number; refusal: Refusal } {
  if (error instanceof RefusalError) {
    return { status: statusOf(error.refusal), refusal: error.refusal };
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return { status: 413, refusal: refuse('request.too-large', undefined, { limit }) };
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { status, refusal: refuse('request.not-json') };
  if (!namesHost(headers)) return { status: 400, refusal: refuse('request.not-http') };
  const refusal = faultTold(error);
  return { status: statusOf(refusal), refusal };
}

/** Whether a request says which host it means. Node lets others through, and who makes an address of one fails (RFC 9112, 3.2). */
export const namesHost = ({ host }: IncomingHttpHeaders): boolean => URL.canParse(`http://${host ?? ''}/`);

function statusOf({ refused }: Refusal): number {
  if (refused.startsWith('token.')) return 401;
  if (refused === 'request.compressed') return 415;
  if (refused === 'internal.fault') return 500;
  if (refused === 'issuer.unreachable' || refused === 'service.unavailable') return 503;
  if (refused === 'receipt.too-many-waiting') return 429;
  return refused === 'receipt.timeout' ? 504 : 400;
}
