import type { ApolloGateway } from '@apollo/gateway';
import type { GatewayContext } from '../context.ts';
import { receiptsIn } from '../totals/receipts.ts';
import type { Keepable } from './keepable.ts';
import type { Kept } from './kept.ts';

type Executor = ApolloGateway['executor'];

/**
 * Tells what is kept of each operation that is carried out whether its answer is one for everybody: it reads only what
 * is `@kept`, includes no receipts (that is an answer to who wrote), and came back without an error.
 */
export function judged(execute: Executor, keepable: Keepable, kept: Kept): Executor {
  return async (asked) => {
    const { document, operation, schema } = asked;
    const context = asked.context as GatewayContext; /* made by our own context function */
    const variables = asked.request.variables ?? {};
    const receipts = receiptsIn(schema, { document, operation, variables });
    const restsOn = receipts.length > 0 ? undefined : keepable(document);
    kept.begun(context.scope, restsOn);
    const result = await execute(asked);
    if (restsOn && result.data && !result.errors?.length)
      kept.forAll(context.scope, restsOn, context.moment.head());
    return result;
  };
}
