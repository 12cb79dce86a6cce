import type { Formatter, WordedRefusal } from '@awrach/subgraph/gateway';
import type { GraphQLFormattedError } from 'graphql';
import { refuse } from '../refusals.ts';

export type FormatError = Formatter['formatError'];

/**
 * Apollo's `formatError` for the gateway. What a subgraph has worded goes through as it is, without what the planner
 * added (the subgraph's name); everything else is worded here, from the same catalogue.
 */
export function gatewayErrors(formatter: Formatter): FormatError {
  return (formatted, error) => {
    const worded = wordedBySubgraph(formatted);
    if (worded) return worded;
    if (statusMeant(error) === 406) return formatter.word(refuse('request.not-acceptable'));
    if (statusMeant(error) === 405) return formatter.word(refuse('request.method'));
    if (formatted.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND')
      return formatter.word(refuse('query.not-known'));
    if (persistedQueryFaults.has(formatted.message)) return formatter.word(refuse('query.other-hash'));
    return formatter.formatError(formatted, error);
  };
}

function wordedBySubgraph({ extensions, message, path }: GraphQLFormattedError): WordedRefusal | undefined {
  const { code, field, requestId, rule } = extensions ?? {};
  if (typeof code !== 'string' || typeof rule !== 'string') return undefined;
  return {
    message,
    ...(path ? { path } : {}),
    extensions: {
      // What only gateway and totals say to each other means to a client: try again.
      code: code === versionGone ? 'RETRYABLE' : code,
      rule,
      ...(typeof field === 'string' ? { field } : {}),
      ...(typeof requestId === 'string' ? { requestId } : {}),
    },
  };
}

/** Totals does not hold the version that it was asked for any longer. */
export const versionGone = 'VERSION_GONE';

/** What Apollo finds wrong with a persisted query; it gives them no code of their own. */
const persistedQueryFaults = new Set([
  'provided sha does not match query',
  'Unsupported persisted query version',
]);

/** Apollo tells malformed requests of different kinds apart only by the status it means to answer with. */
const statusMeant = (error: unknown): number | undefined =>
  error instanceof Error && 'extensions' in error
    ? (error.extensions as { http?: { status?: number } } | undefined)?.http
        ?.status /* Apollo's own convention */
    : undefined;
