import { randomBytes } from 'node:crypto';
import { eventType, type Service, type ThingContract, type ThingState } from '@awrach/contracts';
import { createAuditor, freshDatabase, letAuditorRead, testServers } from '@awrach/local';
import { messagingSchema } from '@awrach/messaging';
import pg from 'pg';
import { chance } from '../../../../test/testkit/chance.ts';
import { applyBatch } from '../../src/applying/apply.ts';
import { openDatabases } from '../../src/audit/databases.ts';
import type { Look } from '../../src/audit/finding.ts';
import { lookAt } from '../../src/audit/look.ts';
import { histories } from '../histories.ts';
import { openScratch, received, type Scratch } from '../scratch.ts';

/** The four sources as far as the audit sees them, totals, and the role that may read them. */
export interface Audited extends AsyncDisposable {
  readonly totals: Scratch;
  /** As the role that owns the sources' events. */
  readonly sourceUrl: string;
  /** By database, as the auditor. */
  readonly urls: Readonly<Record<Service, string>>;
  /** A source records an event; totals do not hear of it. */
  record(contract: ThingContract, state: ThingState, event?: string): Promise<void>;
  /** Totals hear of events. */
  apply(contract: ThingContract, ...states: ThingState[]): Promise<void>;
  /** Both. */
  tell(contract: ThingContract, ...states: ThingState[]): Promise<void>;
  /** Empties both, as if nothing had ever happened. */
  forget(): Promise<void>;
  look(more?: { readonly youngSeconds?: number; readonly most?: number }): Promise<Look>;
}

export async function openAudited(): Promise<Audited> {
  await using opening = new AsyncDisposableStack();
  const { postgresUrl } = testServers();
  const role = `auditor_${randomBytes(4).toString('hex')}`;
  opening.defer(() => runAt(postgresUrl, `drop role ${role}`));
  await createAuditor(postgresUrl, 'secret', role);

  const totals = opening.use(await openScratch());
  // The sources tell of different topics, so one database holds the events of all four.
  const source = await freshDatabase('sources');
  opening.defer(source.drop);
  const pool = new pg.Pool({ connectionString: source.url, max: 2 });
  opening.defer(() => pool.end());
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  await pool.query(messagingSchema);
  await letAuditorRead({ sources: source.url, totals: totals.url }, role);
  const asAuditor = (url: string) => {
    const address = new URL(url);
    address.username = role;
    address.password = 'secret';
    return address.href;
  };
  const told = asAuditor(source.url);
  const urls = {
    partner: told,
    worksite: told,
    employment: told,
    finance: told,
    totals: asAuditor(totals.url),
  };

  const record: Audited['record'] = async (contract, state, event = 'told') => {
    const { topic } = contract;
    const { id, version, recordedAt, province, edition, commune } = state;
    await pool.query(
      `insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province, edition, commune)
       values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        topic,
        id,
        eventType(contract, event),
        JSON.stringify(state),
        version,
        recordedAt,
        province,
        edition,
        commune,
      ],
    );
  };
  const apply: Audited['apply'] = (contract, ...states) =>
    totals.transact(async (tx) => {
      const { rows } = await tx.query<{ generation: number }>('select generation from head');
      const batch = states.map((state) => received(contract, state));
      const reached = [{ topic: contract.topic, partition: 0, log: 'l', next: 1 }];
      await applyBatch(tx, rows[0]?.generation ?? 0, batch, reached);
    });
  const all = opening.move();
  return {
    totals,
    sourceUrl: source.url,
    urls,
    record,
    apply,
    async tell(contract, ...states) {
      for (const state of states) await record(contract, state);
      await apply(contract, ...states);
    },
    async forget() {
      for (const { pathname } of [new URL(source.url), new URL(totals.url)]) {
        const url = new URL(postgresUrl);
        url.pathname = pathname;
        // Events are append-only to whoever owns them; only a superuser gets round their triggers.
        await runAt(url.href, 'set session_replication_role = replica', emptyAll);
      }
    },
    async look({ youngSeconds = 60, most = 100 } = {}) {
      const databases = await openDatabases(urls);
      try {
        return await lookAt(databases, { youngSeconds, most });
      } finally {
        await databases.close();
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** All that happens to some things of each kind, told and heard of. */
export async function tellHistories(audited: Audited, seed: number, things: number): Promise<void> {
  const told = histories(chance(seed), things);
  for (const [contract, its] of Map.groupBy(told, (one) => one.contract)) {
    await audited.tell(contract, ...its.map(({ data }) => data));
  }
}

const emptyAll = /* sql */ `
  do $$ begin
    execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') from pg_tables
             where schemaname = 'public' and tablename not in ('head', 'generation', 'relay'));
  end $$`;

/** As whoever the address names. */
export async function runAt(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
