import { type Formatter, receiptsHeader, refuseShared, subgraphBodyLimit } from '@awrach/subgraph/gateway';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../refusals.ts';
import { TotalsRefused } from '../totals/head.ts';
import type { GraphqlBody } from './body.ts';
import { type Answer, type Connection, NoAnswer } from './connection.ts';
import { sharedReads } from './shared-reads.ts';
import type { Fetch, StandIn } from './stand-in.ts';

export interface SourceParts {
  /** The subgraph's name. */
  readonly name: string;
  readonly connection: Connection;
  readonly formatter: Formatter;
  /** Loaded when it is first needed. */
  readonly standIn: () => Promise<StandIn>;
  /** Hears of every fetch: how it went and how long it took, in seconds. */
  readonly fetched: (outcome: 'answered' | 'refused' | 'unanswered', seconds: number) => void;
}

/** A fetch, and how it is sent. */
interface Question extends Fetch {
  /** Query and variables as JSON. */
  readonly json: string;
  readonly writes: boolean;
}

/** One subgraph, as the gateway asks it. */
export interface Source {
  /**
   * @param read takes what it needs of an answer; undefined when it is no GraphQL answer, which counts as none
   * @returns what was read, or what is answered in the subgraph's stead when it does not answer
   */
  ask<Read extends Buffer | GraphqlBody>(
    question: Question,
    context: GatewayContext,
    read: (answer: Answer) => Read | undefined,
  ): Promise<Read | GraphqlBody>;
}

export function subgraphSource(parts: SourceParts): Source {
  const { connection, formatter, name } = parts;
  const shared = sharedReads();

  async function send({ json, writes }: Question, context: GatewayContext): Promise<Answer> {
    if (name !== 'totals') return connection.post(json, context.forwarded);
    const headers = { ...context.forwarded, ...(await momentHeaders(context)) };
    return writes
      ? connection.post(json, headers)
      : shared(json, headers, () => connection.post(json, headers));
  }

  return {
    async ask(question, context, read) {
      const { json, writes } = question;
      // Told once: each of thousands of things would else have an error of its own.
      if (Buffer.byteLength(json) > subgraphBodyLimit) {
        const refusal = writes
          ? refuseShared('request.too-large', undefined, { limit: subgraphBodyLimit })
          : refuse('request.too-much-of-one');
        return { errors: [formatter.word(refusal)] };
      }
      const began = performance.now();
      const told = (outcome: Parameters<typeof parts.fetched>[0]) =>
        parts.fetched(outcome, (performance.now() - began) / 1_000);
      try {
        const answer = await send(question, context);
        if (writes) context.moment.wrote(receiptsOf(answer));
        const found = read(answer);
        if (!found) throw new NoAnswer(`answered ${answer.status} without a GraphQL body`);
        told('errors' in found && found.errors ? 'refused' : 'answered');
        return found;
      } catch (error) {
        if (error instanceof TotalsRefused) {
          told('refused');
          return (await parts.standIn())(question, formatter.word(error.refusal));
        }
        if (!(error instanceof NoAnswer)) throw error;
        told('unanswered');
        if (writes) context.moment.wrote([]);
        const refusal = formatter.word(refuse(writes ? 'service.outcome-unknown' : 'service.unavailable'));
        return (await parts.standIn())(question, refusal);
      }
    },
  };
}

/** Tells totals at which version this operation is answered. */
async function momentHeaders({ moment }: GatewayContext): Promise<Record<string, string>> {
  const { version, completeTo } = await moment.fixed();
  return {
    'awrach-totals-version': version,
    ...(completeTo === null ? {} : { 'awrach-complete-to': completeTo }),
  };
}

function receiptsOf({ headers }: Answer): string[] {
  const told = headers[receiptsHeader];
  return typeof told === 'string' ? told.split(',').map((receipt) => receipt.trim()) : [];
}
