import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agreement,
  commitment,
  payment,
  placement,
  type ThingContract,
  type ThingState,
  worksite,
} from '@awrach/contracts';
import { removePostgres, startPostgres } from '@awrach/local';
import { messagingSchema, transactionOf } from '@awrach/messaging';
import { communesOf, provinces } from '@awrach/territory';
import pg from 'pg';
import { applyBatch } from '../../services/totals/src/applying/apply.ts';
import type { Look } from '../../services/totals/src/audit/finding.ts';
import { migrations } from '../../services/totals/src/migrations/migrations.ts';
import { received } from '../../services/totals/test/scratch.ts';
import {
  aCommitment,
  aLine,
  anAgreement,
  aPayment,
  aPlacement,
  aRevision,
  aWorksite,
} from '../../services/totals/test/states.ts';
import { printFigure, printMachine } from './machine.ts';
import { residentMegabytes } from './processes.ts';

/*
 * npm run bench:audit [-- <things>]
 *
 * One audit of totals that hold so many things (1,000,000 unless said otherwise), after a tenth of them: what it takes in time, for each
 * thing, and in memory. The things are those of all 75 provinces; a PostgreSQL of its own holds sources and totals.
 */
printMachine('bench:audit');
const things = Number(process.argv[2] ?? 1_000_000);
const batch = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'awrach-bench-audit-'));
const server = await startPostgres({ dir: folder, durability: 'quick' });
const client = new pg.Client({ connectionString: server.url });
try {
  await client.connect();
  await client.query(messagingSchema);
  // A migration asks nothing of TypeORM's runner but to run SQL.
  for (const Migration of migrations) await new Migration().up(client as never);
  for (const [from, to] of [
    [0, things / 10],
    [things / 10, things],
  ] as const) {
    const began = performance.now();
    for (let i = from; i < to; i += batch) await tell(i, Math.min(batch, to - i));
    await client.query('vacuum analyze');
    console.log(`${to} things told and taken in, in ${Math.round((performance.now() - began) / 1_000)} s`);
    const { look, peakMb } = await audit();
    if (!look.equal) throw new Error(`Not equal: ${JSON.stringify(look).slice(0, 2_000)}`);
    printFigure(`${to} things: the audit took`, `${look.seconds.toFixed(1)} s`);
    printFigure('for each thing', `${((look.seconds * 1e6) / to).toFixed(0)} µs`);
    printFigure('its memory at most (resident)', `${peakMb.toFixed(0)} MB`);
    printFigure(
      'figures and members compared',
      `${look.figures?.compared.cells} ${look.figures?.compared.members}`,
    );
  }
} finally {
  await client.end();
  await server.stop();
  removePostgres(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Some things of all kinds, as many of each as the programme has about: half of them placements. */
async function tell(first: number, count: number): Promise<void> {
  const told = new Map<ThingContract, ThingState[]>();
  for (let i = first; i < first + count; i += 1) {
    const province = provinces[i % provinces.length]?.code ?? '05.301';
    const commune = communesOf(province)[i % 7]?.code ?? '05.301.01.01';
    const where = { province, edition: i % 2 ? 2022 : 2023 };
    const [contract, state] = (
      [
        () => [agreement, anAgreement({ ...where, revisions: [aRevision({ lines: [aLine({ commune })] })] })],
        () => [commitment, aCommitment(where)],
        () => [worksite, aWorksite({ ...where, commune })],
        () => [payment, aPayment({ ...where, commune })],
      ] as const satisfies (() => readonly [ThingContract, ThingState])[]
    )[i % 8]?.() ?? [placement, aPlacement({ ...where, commune })];
    told.set(contract, [...(told.get(contract) ?? []), state]);
  }
  for (const [contract, states] of told) {
    await client.query(
      `insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province)
       select gen_random_uuid(), $1, state ->> 'id', $2, state, 1, (state ->> 'recordedAt')::timestamptz, state ->> 'province'
       from json_array_elements($3::json) as state`,
      [contract.topic, `ma.awrach.${contract.service}.${contract.thing}.told.v1`, JSON.stringify(states)],
    );
    await client.query('begin');
    const reached = [{ topic: contract.topic, partition: 0, log: 'l', next: first }];
    await applyBatch(
      transactionOf(client),
      0,
      states.map((state) => received(contract, state)),
      reached,
    );
    await client.query('commit');
  }
}

async function audit(): Promise<{ look: Look; peakMb: number }> {
  const main = join(import.meta.dirname, '../../services/totals/src/audit/main.ts');
  const addresses = ['PARTNER', 'WORKSITE', 'EMPLOYMENT', 'FINANCE', 'TOTALS'].map(
    (name) => [`AUDIT_${name}_URL`, server.url] as const,
  );
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', main, '--json'], {
    env: { ...process.env, ...Object.fromEntries(addresses) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peakMb = 0;
  const ended = once(child, 'exit');
  const out = text(child.stdout);
  while (child.exitCode === null) {
    peakMb = Math.max(peakMb, residentMegabytes(child.pid ?? 0));
    await sleep(100);
  }
  await ended;
  return { look: JSON.parse(await out), peakMb };
}
