import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allContracts,
  type Service,
  type ThingContract,
  type ThingState,
  thingContracts,
} from '@awrach/contracts';
import { type FreshDatabase, freshDatabase, startKafka } from '@awrach/local';
import {
  encodeReceipt,
  ensureTopics,
  type Log,
  messagingSchema,
  nextStamp,
  type Relay,
  recordEvent,
  startRelay,
  wakeRelay,
} from '@awrach/messaging';
import pg from 'pg';
import { sqlOf } from './scratch.ts';

/** The four services that totals follows, as far as it can see them: databases with events, relays, and Kafka. */
export interface World extends AsyncDisposable {
  readonly brokers: string;
  /** Records an event as its service would, and gives its receipt. */
  tell<State extends ThingState, EventName extends string>(
    contract: ThingContract<State, EventName>,
    event: NoInfer<EventName>,
    state: NoInfer<State>,
  ): Promise<{ receipt: string; recordedAt: string }>;
  /** Lets a service's relay rest, or work again. */
  rest(service: Service): Promise<void>;
  work(service: Service): void;
}

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const topicSettings = { replication: 1, minInsync: 1, log: quiet };

/** With a Kafka of its own: totals reads the programme's real topics from their beginning, and others' tests write there. */
export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-totals-'));
  const kafka = await startKafka({ dir: folder });
  const { brokers } = kafka;
  await ensureTopics(brokers, allContracts, topicSettings);
  const services = ['partner', 'worksite', 'employment', 'finance'] as const;
  const sources = new Map<Service, Source>();
  for (const service of services) sources.set(service, await openSource(service, brokers));
  const sourceOf = (service: Service): Source => {
    const source = sources.get(service);
    if (!source) throw new Error(`${service} tells nothing here.`);
    return source;
  };
  return {
    brokers,
    async tell(contract, event, state) {
      const { pool } = sourceOf(contract.service);
      const client = await pool.connect();
      try {
        const sql = sqlOf(client);
        await client.query('begin');
        const recordedAt = await nextStamp(sql, null);
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
      sourceOf(service).relay = relayOf(service, sourceOf(service).database.url, brokers);
    },
    async [Symbol.asyncDispose]() {
      for (const { relay, pool, database } of sources.values()) {
        await relay.stop();
        await pool.end();
        await database.drop();
      }
      await kafka.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Source {
  readonly database: FreshDatabase;
  readonly pool: pg.Pool;
  relay: Relay;
}

async function openSource(service: Service, brokers: string): Promise<Source> {
  const database = await freshDatabase(service);
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  await pool.query(messagingSchema);
  return { database, pool, relay: relayOf(service, database.url, brokers) };
}

const relayOf = (service: Service, databaseUrl: string, brokers: string): Relay =>
  startRelay({
    databaseUrl,
    brokers,
    service,
    contracts: thingContracts.filter((contract) => contract.service === service),
    ...topicSettings,
  });
