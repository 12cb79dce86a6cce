import type { Caller, RequestScope } from '@awrach/subgraph/gateway';
import type { Moment } from './totals/moment.ts';

/** What the gateway knows of the request that it is answering. */
export interface GatewayContext {
  readonly scope: RequestScope;
  /** Who asks, as far as a verified token says. */
  readonly caller: Caller | undefined;
  /** What of the client's own headers every subgraph is told. */
  readonly forwarded: Readonly<Record<string, string>>;
  /** At which version of the totals this operation is answered. Set when the operation is known. */
  moment: Moment;
}
