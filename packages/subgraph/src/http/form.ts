import type { FastifyRequest } from 'fastify';
import { refuse } from '../refusal/catalogue.ts';
import type { Refusal } from '../refusal/refusal.ts';
import type { RequestLimits } from './limits.ts';
import { isTextTooDeep, isValueTooDeep } from './nesting.ts';

/** What is wrong with the form of a request to a graph, told before anything goes through all of it. */
export function formRefused(
  { body, method, query }: FastifyRequest,
  { nested }: RequestLimits,
): Refusal | undefined {
  if (Array.isArray(body)) return refuse('request.batch');
  // As entries, each letter of it would be one: a text of 1 MB takes most of a second.
  if (typeof body === 'string') return refuse('request.not-json');
  for (const [name, value] of Object.entries((method === 'GET' ? query : body) ?? {})) {
    // An address holds values as the text of their JSON.
    if (typeof value === 'string' ? isTextTooDeep(value, nested) : isValueTooDeep(value, nested))
      return refuse('request.too-deep', name, { limit: nested });
  }
  return undefined;
}
