import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TotalsHead } from '../totals/head.ts';
import { codingOf, freshnessHeaders, hadAlready, lastingHeaders, type PublicAnswer } from './answer.ts';
import { type Coding, codingFor } from './coding.ts';
import type { Kept } from './kept.ts';

/**
 * What the graph's route does for the answers kept: it takes a body that was read before the door, and gives each
 * answer that is for everybody just as it will be given when it is found.
 */
export function showWhatIsKept(kept: Kept, totals: Pick<TotalsHead, 'certain'>) {
  return {
    async preParsing({ raw, scope }: FastifyRequest, _reply: FastifyReply, payload: Readable) {
      const body = kept.entered(raw, scope);
      return body ? readAlready(body) : payload;
    },
    async onSend({ headers, scope }: FastifyRequest, reply: FastifyReply, payload: unknown) {
      const answer = kept.answered(scope, reply.statusCode, String(reply.getHeader('content-type')), payload);
      if (!answer) return payload;
      tell(reply, freshnessHeaders(answer, totals.certain(performance.now())));
      const coding = codingOf(answer, codingFor(headers['accept-encoding']?.toString()));
      const etag = hadAlready(answer, coding, headers['if-none-match']);
      if (etag === undefined) return await shown(answer, coding, reply);
      tell(reply, lastingHeaders(answer, etag));
      void reply.code(304).removeHeader('content-type').removeHeader('content-length');
      return null;
    },
  };

  async function shown(answer: PublicAnswer, coding: Coding, reply: FastifyReply) {
    const body = await kept.body(answer, coding);
    // What CORS says to caches, of an answer that none of them stores.
    if (answer.tag === undefined) void reply.removeHeader('vary');
    tell(reply, body.headers);
    return body.bytes;
  }
}

/** @param headers name, value, … */
function tell(reply: FastifyReply, headers: readonly string[]): void {
  for (let i = 0; i < headers.length; i += 2) void reply.header(headers[i] ?? '', headers[i + 1]);
}

/** A stream of one piece, without the iterator that `Readable.from` would make for it. */
function readAlready(body: Buffer): Readable {
  return new Readable({
    read() {
      this.push(body);
      this.push(null);
    },
  });
}
