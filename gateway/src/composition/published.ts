import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';

/** What clients have been promised, compared with what they would get. */
export interface Comparison {
  /** Changes that break a client written against the published graph. */
  readonly breaking: readonly string[];
  /** Changes that clients do not notice, not published yet. */
  readonly additions: readonly string[];
}

/** The graph as clients see it, as text that is the same for the same graph. */
export const publishedText = (api: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(api))}\n`;

/** @param published text that {@link publishedText} gave once */
export async function compareWithPublished(published: string, api: GraphQLSchema): Promise<Comparison> {
  const changes = await diff(buildSchema(published), api);
  const said = (breaking: boolean) =>
    changes
      .filter((change) => (change.criticality.level === CriticalityLevel.Breaking) === breaking)
      .map((change) => change.message);
  return { breaking: said(true), additions: said(false) };
}
