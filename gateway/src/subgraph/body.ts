import type { GraphQLFormattedError } from 'graphql';
import { isRecord, jsonIn } from '../json.ts';
import type { Answer } from './connection.ts';

/** A GraphQL answer (GraphQL over HTTP): `data`, `errors`, or both. */
export interface GraphqlBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Reads a GraphQL body whatever the status it came with; undefined when the answer is something else. */
export function graphqlBody({ body }: Pick<Answer, 'body'>): GraphqlBody | undefined {
  const read = jsonIn(body);
  if (!isRecord(read)) return undefined;
  const { data, errors } = read;
  const hasErrors = Array.isArray(errors) && errors.length > 0 && errors.every(isError);
  if (!isRecord(data) && !hasErrors) return undefined;
  return {
    ...(isRecord(data) || data === null ? { data } : {}),
    ...(hasErrors ? { errors } : {}),
  };
}

const isError = (value: unknown): value is GraphQLFormattedError =>
  isRecord(value) && typeof value.message === 'string';
