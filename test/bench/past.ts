import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnedDatabase, removePostgres, startPostgres } from '@awrach/local';
import { messagingSchema, type SqlClient, sqlOf, transactionOf } from '@awrach/messaging';
import { communes, communesOf, provinces, regions } from '@awrach/territory';
import pg from 'pg';
import { applyBatch } from '../../services/totals/src/applying/apply.ts';
import { measures } from '../../services/totals/src/measure/measure.ts';
import { migrations } from '../../services/totals/src/migrations/migrations.ts';
import {
  type Asked,
  movedInCommunes,
  movedInProvinces,
  movedInRegions,
} from '../../services/totals/src/past/moved.store.ts';
import { periods } from '../../services/totals/src/series/period.ts';
import { dayOf, endOf } from '../../services/totals/src/time/moment.ts';
import { received } from '../../services/totals/test/scratch.ts';
import { printFigure, printMachine, quantile } from './machine.ts';
import { lastMoment, middleMoment, programme } from './programme.ts';

/*
 * npm run bench:past
 *
 * What the past costs, on a PostgreSQL that keeps its promises (fsync), with one connection and no Kafka: taking in batches
 * of 2,000 events, and asking what was known at a moment. Once with a programme of 500 days, once with all of it within eight
 * hours of one day, as when everything is imported. EVENTS=1000000 sets how many.
 */
printMachine('bench:past');
const events = Number(process.env.EVENTS ?? 200_000);
const newest = { generation: 0, n: Number.MAX_SAFE_INTEGER };
const everyRegion = regions.map(({ code }) => code);
const everyProvince = provinces.map(({ code }) => code);

const folder = mkdtempSync(join(tmpdir(), 'awrach-bench-'));
const postgres = await startPostgres({ dir: folder });
try {
  for (const days of [500, 1]) {
    const client = new pg.Client({ connectionString: await freshDatabase(`awrach_${days}`) });
    await client.connect();
    await client.query(messagingSchema);
    // A migration asks nothing of TypeORM's runner but to run SQL.
    for (const Migration of migrations) await new Migration().up(client as never);
    console.log(`\n${events} events within ${days === 1 ? 'eight hours' : `${days} days`}`);
    await takeIn(client, days);
    await client.query('analyze');
    await ask(sqlOf(client), days);
    await client.end();
  }
} finally {
  await postgres.stop();
  removePostgres(folder);
  rmSync(folder, { recursive: true, force: true });
}

async function freshDatabase(name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  try {
    return await createOwnedDatabase(admin, postgres.url, name, randomUUID());
  } finally {
    await admin.end();
  }
}

async function takeIn(client: pg.Client, days: number): Promise<void> {
  let ms = 0;
  let done = 0;
  for (const told of programme(events, days)) {
    const batch = told.map(({ contract, data }) => received(contract, data));
    const began = performance.now();
    await client.query('begin');
    await applyBatch(transactionOf(client), 0, batch, [{ topic: 't', partition: 0, log: 'l', next: done }]);
    await client.query('commit');
    ms += performance.now() - began;
    done += batch.length;
  }
  printFigure('taken in', `${Math.round((done / ms) * 1_000)}/s`, '≥ 20000/s');
  const { rows } = await client.query<{ size: string }>(
    'select pg_database_size(current_database()) as size',
  );
  printFigure('the database after it', `${Math.round(Number(rows[0]?.size) / 2 ** 20)} MB`);
}

async function ask(sql: SqlClient, days: number): Promise<void> {
  const until = middleMoment(days);
  const atMoment: Asked = { measures, until, starts: [] };
  await time('the nation at a moment, all measures', () =>
    movedInRegions(sql, newest, atMoment, everyRegion),
  );
  await time('all provinces at a moment', () => movedInProvinces(sql, newest, atMoment, everyProvince));
  const own = everyProvince.slice(0, 1);
  await time('a province at a moment, all measures', () => movedInProvinces(sql, newest, atMoment, own));
  const [commune] = communes;
  if (!commune) throw new Error('There are no communes.');
  await time('a commune at a moment, all measures', () =>
    movedInCommunes(sql, newest, atMoment, [commune.code]),
  );
  const its = communesOf(commune.provinceCode).map(({ code }) => code);
  await time('all communes of a province at a moment', () => movedInCommunes(sql, newest, atMoment, its));
  const lastDay = dayOf(lastMoment(days));
  for (const step of ['MONTH', 'DAY'] as const) {
    const found = periods(step, '2022-01-01', lastDay, 1_000).slice(-365);
    const starts = found.slice(1).map(({ first }) => first);
    const series: Asked = { measures: ['placements'], until: endOf(lastDay), starts };
    await time(`the nation by ${step.toLowerCase()}, ${found.length} points`, () =>
      movedInRegions(sql, newest, series, everyRegion),
    );
    await time('the same of all provinces', () => movedInProvinces(sql, newest, series, everyProvince));
  }
}

async function time(what: string, asking: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const began = performance.now();
    await asking();
    took.push(performance.now() - began);
  }
  printFigure(what, `${quantile(took, 0.5).toFixed(1)} ms`);
}
