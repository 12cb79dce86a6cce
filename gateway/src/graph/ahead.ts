import type { ApolloGateway } from '@apollo/gateway';
import { type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import type { GatewayContext } from '../context.ts';

type Executor = ApolloGateway['executor'];

/** Carries operations out before Apollo Server calls the executor, so that it need not call it. */
export interface Ahead {
  readonly listener: GraphQLRequestListener<GatewayContext>;
  /** What the server is given in the executor's place. */
  readonly executor: Executor;
}

/**
 * Apollo Server hands a request to a gateway in an object with a getter and a setter of its own. V8 puts each such pair where only a
 * collection of the whole heap looks, so it keeps all that was made for the request until then. So operations are carried out before the
 * server comes to that. Where errors came of one, the server goes its usual way, with what came of it already, and gives them their form.
 */
export function carriedOutAhead(execute: Executor): Ahead {
  const failed = new WeakMap<object, ReturnType<Executor>>();
  return {
    listener: {
      async responseForOperation(request) {
        const asked = { ...request, context: request.contextValue };
        /* all that the planner reads: at HTTP it would look only to show plans, which is off */
        const carriedOut = execute(asked as unknown as Parameters<Executor>[0]);
        const result = await carriedOut.catch(() => undefined);
        if (result?.data && !result.errors) {
          const { data } = result; // Answers of this gateway have no extensions.
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
        }
        failed.set(request.contextValue, carriedOut);
        return null;
      },
    },
    async executor({ context }) {
      const outcome = failed.get(context);
      // Nothing is carried out twice, whatever way the server takes.
      if (!outcome) throw new Error('an operation was not carried out ahead of the server');
      return outcome;
    },
  };
}
