import type { ApolloGateway } from '@apollo/gateway';
import { RefusalError, type RequestScope } from '@awrach/subgraph/gateway';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Keepable } from '../kept/keepable.ts';
import type { Kept } from '../kept/kept.ts';
import { refuse } from '../refusals.ts';

type Executor = ApolloGateway['executor'];

/** What carrying out a watched operation has shown of it. */
export interface Observed {
  /** Called as soon as its answer is known to be the same for everybody. */
  readonly forAll: () => void;
  /** The version of the totals that it was carried out at. */
  version?: string;
  /** It was carried out, well or not: it is a query that fits the graph. */
  carriedOut?: boolean;
}

/** Operations that are being carried out for watchers, by the scope that each was given. */
export type Observing = WeakMap<RequestScope, Observed>;

/** Notes whose answer it is where an operation goes straight to its subgraph. */
export const observedStraight = (observing: Observing): Pick<Kept, 'begun' | 'forAll'> => ({
  begun(scope, restsOn) {
    if (restsOn) observing.get(scope)?.forAll();
  },
  forAll() {},
});

/** Notes what watchers need to know of an operation, and refuses to carry out again and again what writes. */
export function observed(execute: Executor, keepable: Keepable, observing: Observing): Executor {
  return async (asked) => {
    const context = asked.context as GatewayContext; /* made by our own context function */
    const seen = observing.get(context.scope);
    if (!seen) return execute(asked);
    if (asked.operation.operation !== 'query') {
      const refusal = new RefusalError(refuse('live.only-queries'));
      return { errors: [new GraphQLError(refusal.message, { originalError: refusal })] };
    }
    seen.carriedOut = true;
    if (keepable(asked.document)) seen.forAll();
    const result = await execute(asked);
    const head = context.moment.head();
    if (head) seen.version = head.version;
    return result;
  };
}
