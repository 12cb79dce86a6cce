import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { ReadingContext } from '../context.ts';
import type { Logger } from '../log.ts';
import type { Formatter } from '../refusal/format.ts';
import { RefusalError } from '../refusal/refusal.ts';
import { formRefused } from './form.ts';
import { limitsOfSubgraphs, mostFaults } from './limits.ts';

/** Nothing is reported or traced to anybody, and no page is loaded from elsewhere. */
export const quietPlugins = [
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
];

/** The response header in which a subgraph tells the gateway what an operation has written. */
export const receiptsHeader = 'awrach-receipts';

/** Serves a subgraph at `POST /graphql`. */
export async function serveGraphql(
  door: FastifyInstance,
  parts: {
    readonly schema: GraphQLSchema;
    readonly formatter: Formatter;
    readonly log: Logger;
    readonly context: (request: FastifyRequest) => Promise<ReadingContext>;
  },
): Promise<ApolloServer<ReadingContext>> {
  const apollo = new ApolloServer<ReadingContext>({
    schema: parts.schema,
    introspection: true,
    parseOptions: { maxTokens: limitsOfSubgraphs.tokens },
    executionOptions: { maxCoercionErrors: mostFaults },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    formatError: parts.formatter.formatError,
    logger: parts.log,
    plugins: [...quietPlugins.map((plugin) => plugin()), tellReceipts],
  });
  await apollo.start();
  const handle = fastifyApolloHandler(apollo, { context: parts.context });
  const preHandler = async (request: FastifyRequest) => {
    const refusal = formRefused(request, limitsOfSubgraphs);
    if (refusal) throw new RefusalError(refusal);
  };
  door.post('/graphql', { preHandler }, handle);
  return apollo;
}

const tellReceipts: ApolloServerPlugin<ReadingContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, response }) {
        if (contextValue.receipts.length > 0)
          response.http.headers.set(receiptsHeader, contextValue.receipts.join(','));
      },
    };
  },
};
