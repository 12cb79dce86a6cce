import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { completeToHeader, totalsVersionHeader } from '../kept/answer.ts';

/** Pages served from this machine, whatever the port. */
const thisMachine = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Headers of an answer that scripts of pages may read. */
const exposed = ['etag', 'x-request-id', completeToHeader, totalsVersionHeader];

/**
 * Which pages' scripts may ask.
 * @param origins comma separated, or `*`; empty for pages of this machine only
 */
function corsOptions(origins: string): FastifyCorsOptions {
  const named = origins
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '');
  return {
    origin: named.includes('*') ? '*' : named.length > 0 ? named : thisMachine,
    methods: ['GET', 'POST'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'accept-language',
      'if-none-match',
      'last-event-id',
      'x-request-id',
    ],
    exposedHeaders: [...exposed],
    maxAge: 600,
  };
}

export async function allowOrigins(door: FastifyInstance, origins: string): Promise<void> {
  const options = corsOptions(origins);
  // Who is no page is told nothing about pages.
  await door.register(
    cors,
    () => (request: FastifyRequest, give: (error: null, options: FastifyCorsOptions) => void) =>
      give(null, request.headers.origin === undefined ? { ...options, origin: false } : options),
  );
}

/** What the same plugin says in an answer to a page of some origin: name, value, … */
export function originHeaders(origins: string): (origin: string) => readonly string[] {
  const { origin: allowed } = corsOptions(origins);
  const allows = (origin: string): boolean =>
    allowed instanceof RegExp ? allowed.test(origin) : Array.isArray(allowed) && allowed.includes(origin);
  return (origin) => {
    const named = allowed === '*' ? '*' : allows(origin) ? origin : undefined;
    return [
      ...(named === undefined ? [] : ['access-control-allow-origin', named]),
      'access-control-expose-headers',
      exposed.join(', '),
    ];
  };
}
