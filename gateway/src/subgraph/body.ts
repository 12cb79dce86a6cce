import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from './connection.ts';

/** A GraphQL answer (GraphQL over HTTP): `data`, `errors`, or both. */
export interface GraphqlBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Reads a GraphQL body whatever the status it came with; undefined when the answer is something else. */
export function graphqlBody({ body }: Pick<Answer, 'body'>): GraphqlBody | undefined {
  const read = parsed(body);
  if (!isRecord(read)) return undefined;
  const { data, errors } = read;
  const hasErrors = Array.isArray(errors) && errors.length > 0 && errors.every(isError);
  if (!isRecord(data) && !hasErrors) return undefined;
  return {
    ...(isRecord(data) || data === null ? { data } : {}),
    ...(hasErrors ? { errors } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: a proxy's page, or nothing at all
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isError = (value: unknown): value is GraphQLFormattedError =>
  isRecord(value) && typeof value.message === 'string';
