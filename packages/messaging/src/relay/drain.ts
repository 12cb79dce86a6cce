import type { ThingContract } from '@awrach/contracts';
import type { SqlClient } from '../sql-client.ts';
import type { Broker } from './broker.ts';
import { type KnownLog, knownLogs, type Loss, lossOf, shortfallOf } from './logs.ts';
import { batches, confirm, type Pending, readOutbox } from './outbox.ts';

/** A log lost records that the broker had confirmed. */
export class LogLost extends Error {
  readonly loss: Loss;
  constructor(loss: Loss) {
    super(
      `${loss.topic}/${loss.partition} had confirmed offset ${loss.confirmed} and is now at ${loss.found}.`,
    );
    this.loss = loss;
  }
}

/** What a relay works with while it holds the lock. `client` is the connection that holds it. */
export interface Holding {
  client: SqlClient;
  broker: Broker;
  contracts: readonly ThingContract<unknown>[];
  logs: Map<string, KnownLog>;
  onSent(count: number): void;
}

/**
 * Sends whatever stands in the outbox, in the order of `seq`, and takes off what was confirmed, until one read has
 * shown all there was. A crash between sending and taking off sends twice; that is allowed.
 *
 * @throws BrokerFault, LogLost, or the database's error; what was not taken off is found again.
 */
export async function drain(holding: Holding, stopped: () => boolean): Promise<void> {
  for (let all = false; !all && !stopped(); ) {
    const read = await readOutbox(holding.client, holding.contracts);
    const strange = read.pending.filter(
      ({ record, log }) => holding.logs.get(record.topic)?.incarnation !== log,
    );
    if (read.unknown.length > 0 || strange.length > 0) {
      await meet(holding, [...read.unknown, ...strange.map(({ record }) => record.topic)]);
      continue;
    }
    for (const batch of batches(read.pending)) {
      if (stopped()) return;
      await send(holding, batch);
    }
    all = read.all;
  }
}

/** Topics that this relay has not met, or that got a new incarnation by somebody else's hand. */
async function meet(holding: Holding, topics: readonly string[]): Promise<void> {
  const met = await knownLogs(holding.client, [...new Set(topics)]);
  for (const [topic, log] of met) holding.logs.set(topic, log);
}

async function send({ client, broker, logs, onSent }: Holding, batch: readonly Pending[]): Promise<void> {
  const confirmed = await broker.send(batch.map(({ record }) => record));
  for (const run of confirmed) {
    const log = logs.get(run.topic);
    const loss = log === undefined ? null : lossOf(log, [run]);
    if (loss !== null) throw new LogLost(loss);
  }
  await confirm(client, batch, confirmed);
  for (const { topic, partition, last } of confirmed) {
    const log = logs.get(topic);
    if (log !== undefined) log.last[partition] = last;
  }
  onSent(batch.length);
}

/** A copy that has just become the leader may, for a moment, show less than it has. */
const looks = 4;
const betweenLooksMs = 500;

/**
 * Compares what the broker has of these topics with what it confirmed.
 *
 * @throws LogLost when a log ends before that, and still does after 1.5 s.
 */
export async function checkLogs(
  { broker, logs }: Holding,
  topics: readonly string[],
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  for (const topic of topics) {
    const log = logs.get(topic);
    if (log === undefined) continue;
    for (let look = 1; ; look += 1) {
      const loss = shortfallOf(topic, log, await broker.ends(topic));
      if (loss === null) break;
      if (look === looks) throw new LogLost(loss);
      await pause(betweenLooksMs);
    }
  }
}
