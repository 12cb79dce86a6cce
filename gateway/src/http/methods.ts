import type { Formatter } from '@awrach/subgraph/gateway';
import type { FastifyInstance } from 'fastify';
import { graphPath } from '../kept/asked.ts';
import { refuse } from '../refusals.ts';

/** Says of the graph's address which methods are taken there, to whoever comes with another. */
export function refuseOtherMethods(door: FastifyInstance, formatter: Formatter): void {
  door.route({
    method: ['HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS'],
    url: graphPath,
    // Before anything of it is read.
    onRequest: async ({ method, scope }, reply) => {
      const refusal = refuse('request.other-method', undefined, { method });
      return reply
        .code(405)
        .header('allow', 'GET, POST')
        .send({ errors: [formatter.word(refusal, scope.language)] });
    },
    handler: (_request, reply) => reply.callNotFound(),
  });
}
