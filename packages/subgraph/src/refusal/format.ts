import { GraphQLError, type GraphQLFormattedError, Kind, OperationTypeNode, parse } from 'graphql';
import { isConnectionLost } from '../database/connection-lost.ts';
import { mostFaults } from '../http/limits.ts';
import { currentRequest } from '../request.ts';
import { refuse, sharedCatalogue } from './catalogue.ts';
import { fieldAtFault, inputRefusal } from './input-fault.ts';
import type { Language } from './language.ts';
import { type Catalogue, type Refusal, RefusalError, type RefusalText } from './refusal.ts';
import { shown } from './shown.ts';

/** What a client may see of an error: never a stack, an address, or a word of SQL. */
export interface WordedRefusal extends GraphQLFormattedError {
  readonly extensions: { code: string; rule: string; field?: string; requestId?: string };
}

export interface Formatter {
  /** Words a refusal in the language of the current request. */
  word(refusal: Refusal, language?: Language): WordedRefusal;
  /** Apollo's `formatError`. Whatever is not a refusal is a fault: reported to `onFault`, told only as what follows from it. */
  formatError(formatted: GraphQLFormattedError, error: unknown): WordedRefusal;
}

/**
 * The one place where refusals become words. `catalogue` adds a service's own rules to the shared ones.
 * @param onFault hears the true error of what is no refusal; the client is told nothing of it.
 */
export function formatter(catalogue: Catalogue, onFault: (error: unknown) => void): Formatter {
  const words: Catalogue = { ...sharedCatalogue, ...catalogue };

  function word(refusal: Refusal, language = currentRequest()?.language ?? 'fr'): WordedRefusal {
    const text: RefusalText = words[refusal.refused] ?? sharedCatalogue['internal.fault'];
    const requestId = currentRequest()?.requestId;
    return {
      message: text[language].replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = refusal.params?.[name] ?? '';
        return typeof value === 'object' ? value[language] : String(value);
      }),
      extensions: {
        code: text.code,
        rule: refusal.refused,
        ...(refusal.field === undefined ? {} : { field: refusal.field }),
        ...(requestId === undefined ? {} : { requestId }),
      },
    };
  }

  function formatError(formatted: GraphQLFormattedError, error: unknown): WordedRefusal {
    const refusal = refusalIn(error) ?? requestRefusal(formatted, error);
    if (!refusal) onFault(error);
    const worded = word(refusal ?? faultTold(error));
    return {
      ...worded,
      ...(formatted.path ? { path: formatted.path } : {}),
      ...(formatted.locations ? { locations: formatted.locations } : {}),
    };
  }

  return { word, formatError };
}

/** An error, and what it stands for, down to what was thrown first; TypeORM keeps that as `driverError`. */
function* downFrom(error: unknown): Generator<Error> {
  let at = error;
  while (at instanceof Error) {
    yield at;
    if ('originalError' in at) at = at.originalError;
    else at = 'driverError' in at ? at.driverError : at.cause;
  }
}

/** The refusal at the bottom of an error, with the field where the client wrote the value, if it can be told. */
function refusalIn(error: unknown): Refusal | undefined {
  let place: string | undefined;
  for (const at of downFrom(error)) {
    if (at instanceof GraphQLError) place ??= fieldAtFault(at);
    if (at instanceof RefusalError) {
      const field = at.refusal.field ?? place;
      return field === undefined ? at.refusal : { ...at.refusal, field };
    }
  }
  return undefined;
}

/**
 * What a client is told of a fault. Without its database a service is as good as down. Of a mutation nobody can say then
 * whether it was committed: what is read for its answer after the commit may have failed as well.
 */
export function faultTold(error: unknown): Refusal {
  for (const at of downFrom(error)) {
    if (isConnectionLost(at))
      return refuse(writes(error) ? 'service.outcome-unknown' : 'service.unavailable');
  }
  return refuse('internal.fault');
}

/** Whether an error of a field came up in a document that holds a mutation; a subgraph is sent one operation at a time. */
function writes(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || !error.source) return false;
  return parse(error.source).definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION,
  );
}

/** Faults of the request itself, that GraphQL's own machinery found. */
function requestRefusal(formatted: GraphQLFormattedError, error: unknown): Refusal | undefined {
  const params = { detail: shown(formatted.message, 300) };
  const field = error instanceof GraphQLError ? fieldAtFault(error) : undefined;
  if (formatted.message.startsWith('Too many errors processing variables'))
    return refuse('request.more-faults', 'variables', { limit: mostFaults });
  switch (formatted.extensions?.code) {
    case 'GRAPHQL_PARSE_FAILED':
      return tooLong(formatted) ?? refuse('request.syntax', undefined, params);
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'OPERATION_RESOLUTION_FAILURE':
    case 'BAD_USER_INPUT':
      return (
        (error instanceof GraphQLError ? inputRefusal(error) : undefined) ??
        refuse('request.invalid', field, params)
      );
    case 'BAD_REQUEST':
    case 'PERSISTED_QUERY_NOT_FOUND':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return refuse('request.not-json');
    default:
      return argumentRefusal(error, params);
  }
}

/**
 * What only shows once a value is put in its place: `null` in a variable that may be null, where the argument may not. graphql-js throws it as
 * resolvers throw, with no code.
 */
function argumentRefusal(error: unknown, params: { readonly detail: string }): Refusal | undefined {
  const first = [...downFrom(error)].at(-1);
  if (!(first instanceof GraphQLError) || !/^Argument "\w+" /.test(first.message)) return undefined;
  return inputRefusal(first) ?? refuse('request.invalid', fieldAtFault(first), params);
}

/** graphql-js tells a text that it gave up from one that it cannot read only in its sentence. */
function tooLong({ message }: GraphQLFormattedError): Refusal | undefined {
  const limit = /(\d+) tokens\. Parsing aborted/.exec(message)?.[1];
  return limit === undefined ? undefined : refuse('request.too-long', 'query', { limit: Number(limit) });
}
