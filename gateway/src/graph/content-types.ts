import type { FastifyReply, FastifyRequest } from 'fastify';

/** Clients write a handful of different `Accept` headers; one that makes them up neither fills our memory nor keeps others out. */
const most = 200;

/**
 * Which content type a GraphQL answer has, by what the client accepts. Nothing is negotiated here: what Apollo chose
 * once for a header, it would choose again.
 */
export function contentTypesOfAnswers(): {
  /** Undefined while Apollo has not been seen choosing. */
  known(request: FastifyRequest): string | undefined;
  /** @param reply what Apollo answered */
  learn(request: FastifyRequest, reply: FastifyReply): void;
} {
  const types = new Map<string | undefined, string>();
  return {
    known: ({ headers }) => types.get(headers.accept),
    learn({ headers }, reply) {
      const type = reply.getHeader('content-type');
      if (reply.statusCode !== 200 || typeof type !== 'string') return;
      types.set(headers.accept, type);
      const [oldest] = types.keys();
      if (types.size > most) types.delete(oldest);
    },
  };
}
