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
 * Apollo Server hands a request to a gateway in an object with accessors of its own. V8 makes a hidden class for each such object, which
 * keeps all that was made for the request alive until the whole heap is collected. So operations are carried out before the server comes
 * to that. Where errors came of one, the server goes its usual way, with what came of it already, and gives them their form.
 */
export function carriedOutAhead(execute: Executor): Ahead {
  const failed = new WeakMap<object, ReturnType<Executor>>();
  return {
    listener: {
      async responseForOperation(request) {
        const asked = { ...request, context: request.contextValue };
        const carriedOut = execute(asked as unknown as Parameters<Executor>[0]); /* of the same parts */
        const { data, errors } = await carriedOut.catch(() => ({ data: undefined, errors: undefined }));
        if (data && !errors)
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
        failed.set(request.contextValue, carriedOut);
        return null;
      },
    },
    executor: (asked) => failed.get(asked.context) ?? execute(asked),
  };
}
