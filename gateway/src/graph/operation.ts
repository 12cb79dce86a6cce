import type { ApolloGateway } from '@apollo/gateway';
import { limitsWrittenOut, mostFaults, mostReceipts, RefusalError, shown } from '@awrach/subgraph/gateway';
import { GraphQLError, getVariableValues } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../refusals.ts';
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import { receiptsIn } from '../totals/receipts.ts';
import { costOf, mostFields } from './cost.ts';
import { versionGone } from './errors.ts';
import { forThePlanner } from './written-out.ts';

type Executor = ApolloGateway['executor'];
type Result = Awaited<ReturnType<Executor>>;

/**
 * Carries out an operation at one moment of the totals. A query whose version totals has let go meanwhile is carried
 * out once more, at the head.
 */
export function atOneMoment(execute: Executor, totals: TotalsHead): Executor {
  return async (asked) => {
    const context = asked.context as GatewayContext; /* made by our own context function */
    const { document, operation, request, schema } = asked;
    const variables = request.variables ?? {};
    const written = forThePlanner(schema, document, operation);
    if ('beyond' in written) {
      const rule = written.beyond === 'nested' ? 'operation.too-deep' : 'operation.too-long';
      return refused(rule, 'query', { limit: limitsWrittenOut[written.beyond] });
    }
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: mostFaults,
    });
    if (errors) return { errors };
    if (costOf(schema, { document, operation, variables }) > mostFields) {
      return refused('request.too-costly', undefined, { limit: mostFields });
    }
    const receipts = receiptsIn(schema, { document, operation, variables });
    if (receipts.length > mostReceipts)
      return refused('receipt.too-many', 'including', { limit: mostReceipts });
    context.moment = momentOf(totals, receipts);
    const planned = { ...asked, document: written.document };
    const first = await execute(planned);
    if (asked.operation.operation !== 'query' || !isGone(first)) return told(first);
    context.moment = momentOf(totals, receipts, true);
    return told(await execute(planned));
  };
}

/**
 * Refuses where it cannot be told which of a text's operations is asked: Apollo passes that on with none. Nor does graphql-js find anything wrong
 * with a subscription, where the graph has none.
 */
export function theOneAsked(execute: Executor): Executor {
  return async (asked) => {
    const operation = asked.operation as typeof asked.operation | undefined;
    if (operation?.operation === 'subscription') return refused('operation.subscription', 'query');
    if (operation) return execute(asked);
    const { operationName: name } = asked.request;
    return typeof name === 'string'
      ? refused('operation.unknown', 'operationName', { name: shown(name) })
      : refused('operation.which', 'operationName');
  };
}

function refused(...rule: Parameters<typeof refuse>): Result {
  const refusal = new RefusalError(refuse(...rule));
  return { errors: [new GraphQLError(refusal.message, { originalError: refusal })] };
}

const isGone = ({ errors }: Result): boolean =>
  errors?.some((error) => error.extensions.code === versionGone) ?? false;

/** Apollo's notes on nulls it found speak of the inside; clients get `data` and `errors`. */
const told = ({ data, errors }: Result): Result => ({
  ...(errors ? { errors } : {}),
  ...(data === undefined ? {} : { data }),
});
