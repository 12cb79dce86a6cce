import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service, ThingContract, ThingState } from '@awrach/contracts';
import { freshDatabase, startKafka } from '@awrach/local';
import {
  encodeReceipt,
  ensureTopics,
  type Log,
  messagingSchema,
  nextStamp,
  type Relay,
  recordEvent,
  sqlOf,
  startRelay,
  wakeRelay,
} from '@awrach/messaging';
import pg from 'pg';
import { followed } from '../src/contribution/rules.ts';

/** The four services that totals follows, as far as it can see them: databases with events, relays, and Kafka. */
export interface World extends AsyncDisposable {
  readonly brokers: string;
  /**
   * Records an event as its service would, and gives its receipt.
   * @param recordedAt now, when left out
   */
  tell<State extends ThingState, EventName extends string>(
    contract: ThingContract<State, EventName>,
    event: NoInfer<EventName>,
    state: NoInfer<State>,
    recordedAt?: string,
  ): Promise<{ receipt: string; recordedAt: string }>;
  /** Lets a service's relay rest, or work again. */
  rest(service: Service): Promise<void>;
  work(service: Service): void;
}

export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const topicSettings = { replication: 1, minInsync: 1, log: quiet };

/** With a Kafka of its own: totals reads the programme's real topics from their beginning, and others' tests write there. */
export async function openWorld(): Promise<World> {
  await using opening = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'awrach-totals-'));
  opening.defer(() => rmSync(folder, { recursive: true, force: true }));
  const kafka = await startKafka({ dir: folder });
  opening.defer(() => kafka.stop());
  const { brokers } = kafka;
  await ensureTopics(brokers, followed, topicSettings);
  const sources = new Map<Service, Source>();
  for (const service of ['partner', 'worksite', 'employment', 'finance'] as const) {
    sources.set(service, await openSource(service, brokers, opening));
  }
  const sourceOf = (service: Service): Source => {
    const source = sources.get(service);
    if (!source) throw new Error(`${service} tells nothing here.`);
    return source;
  };
  const opened = opening.move();
  return {
    brokers,
    async tell(contract, event, state, at) {
      const { pool } = sourceOf(contract.service);
      const client = await pool.connect();
      try {
        const sql = sqlOf(client);
        await client.query('begin');
        const recordedAt = at ?? (await nextStamp(sql, null));
        await recordEvent(sql, contract, event, { ...state, recordedAt });
        await client.query('commit');
        wakeRelay(sql);
        const { id, version } = state;
        return { receipt: encodeReceipt([{ topic: contract.topic, thing: id, version }]), recordedAt };
      } finally {
        client.release();
      }
    },
    async rest(service) {
      await sourceOf(service).relay.stop();
    },
    work(service) {
      sourceOf(service).relay = relayOf(service, sourceOf(service).databaseUrl, brokers);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Source {
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  relay: Relay;
}

async function openSource(service: Service, brokers: string, opened: AsyncDisposableStack): Promise<Source> {
  const { url, drop } = await freshDatabase(service);
  opened.defer(drop);
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  opened.defer(() => pool.end());
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  await pool.query(messagingSchema);
  const source = { databaseUrl: url, pool, relay: relayOf(service, url, brokers) };
  opened.defer(() => source.relay.stop());
  return source;
}

const relayOf = (service: Service, databaseUrl: string, brokers: string): Relay =>
  startRelay({
    databaseUrl,
    brokers,
    service,
    contracts: followed.filter((contract) => contract.service === service),
    ...topicSettings,
  });
