import type { GraphQLDataSource } from '@apollo/gateway';
import type { GatewayContext } from '../context.ts';
import { type GraphqlBody, graphqlBody } from './body.ts';
import type { Source } from './source.ts';

/**
 * How the planner fetches from one subgraph. It replaces Apollo's `RemoteGraphQLDataSource` as a whole: that one throws
 * away the body of any answer that is not 2xx, puts the subgraph's address and a stack into the error, and knows no
 * stand-in for a subgraph that is down.
 */
export function subgraphDataSource(name: string, source: Source): GraphQLDataSource<GatewayContext> {
  return {
    async process(options) {
      if (options.kind !== 'incoming operation') throw new Error(`${name} is not asked for its schema`);
      const { request, context } = options;
      const { query = '', variables = {} } = request;
      const json = JSON.stringify({ query, variables });
      return answered(
        await source.ask({ query, variables, json, writes: isWrite(query) }, context, graphqlBody),
      );
    },
  };
}

/** The planner prints each fetch's operation with its kind in front. */
const isWrite = (query: string): boolean => query.startsWith('mutation');

/** Nothing else of a subgraph's answer goes further, its extensions neither. */
const answered = ({ data, errors }: GraphqlBody) => ({
  ...(data === undefined ? {} : { data }),
  ...(errors === undefined ? {} : { errors }),
});
