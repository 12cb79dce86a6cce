import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TotalsHead } from '../totals/head.ts';
import { hadAlready, headersOf, type PublicAnswer, publicAnswer } from './answer.ts';
import type { Kept } from './kept.ts';

/**
 * What the graph's route does for the answers kept: it takes a body that was read before the door, and shows each
 * answer that is for everybody, with the headers that say so.
 */
export function keepWhatIsPublic(kept: Kept, totals: Pick<TotalsHead, 'acquaintance' | 'heard'>) {
  return {
    preParsing(
      { raw }: FastifyRequest,
      _reply: FastifyReply,
      payload: Readable,
      done: (error: null, payload: Readable) => void,
    ): void {
      const body = kept.bodyOf(raw);
      done(null, body ? Readable.from([body], { objectMode: false }) : payload);
    },
    onSend(
      request: FastifyRequest,
      reply: FastifyReply,
      payload: unknown,
      done: (error: null, payload: unknown) => void,
    ): void {
      const answer = publicIn(request, reply, payload, totals.acquaintance());
      const plain = answer?.bodies.get('identity');
      if (!answer || !plain) {
        kept.notForAll(request.raw);
        done(null, payload);
        return;
      }
      kept.computed(request.raw, answer);
      const told = headersOf(answer, plain, totals.heard());
      for (let i = 0; i < told.length; i += 2) void reply.header(told[i] ?? '', told[i + 1]);
      const had = request.method === 'GET' ? hadAlready(answer, request.headers['if-none-match']) : undefined;
      if (had) void reply.code(304);
      done(null, had ? null : payload);
    },
  };
}

/** The answer of a request, if it is one for everybody. What shows a token is never taken for such. */
function publicIn(
  { context, headers }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  acquaintance: number,
): PublicAnswer | undefined {
  const by = context?.findings.by;
  if (!context || !by || reply.statusCode !== 200 || typeof payload !== 'string') return undefined;
  if (headers.authorization !== undefined) return undefined;
  return publicAnswer({
    by,
    head: context.moment.head(),
    acquaintance,
    contentType: String(reply.getHeader('content-type')),
    madeAt: performance.now(),
    body: payload,
  });
}
