import type { Refusal } from '@awrach/subgraph/gateway';
import type { FastifyRequest } from 'fastify';
import { isTextTooDeep, isValueTooDeep, mostNested } from '../graph/nesting.ts';
import { refuse } from '../refusals.ts';

/** What is wrong with the form of a request to the graph, told before anything goes through all of it. */
export function formRefused({ body, method, query }: FastifyRequest): Refusal | undefined {
  if (Array.isArray(body)) return refuse('request.batch');
  for (const [name, value] of Object.entries((method === 'GET' ? query : body) ?? {})) {
    // An address holds values as the text of their JSON.
    if (typeof value === 'string' ? isTextTooDeep(value) : isValueTooDeep(value))
      return refuse('request.too-deep', name, { limit: mostNested });
  }
  return undefined;
}
