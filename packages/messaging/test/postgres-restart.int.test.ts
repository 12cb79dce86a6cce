import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOwnedDatabase, removePostgres, startPostgres } from '@awrach/local';
import pg from 'pg';
import { readAll } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  eventually,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  type TestContract,
  type Town,
  topicsOf,
  write,
} from './town.ts';

const patience = 60_000;
const uniqueViolation = '23505';

/** A PostgreSQL of the test's own, that can be restarted. */
async function openPostgres() {
  const parent = mkdtempSync(join(tmpdir(), 'awrach-postgres-restart-'));
  const dir = join(parent, 'postgres');
  let running = await startPostgres({ dir, durability: 'quick' });
  const { url, port } = running;
  return {
    async town(name: string) {
      const superuser = new pg.Client({ connectionString: url });
      await superuser.connect();
      const owned = await createOwnedDatabase(superuser, url, name, randomBytes(12).toString('hex'));
      await superuser.end();
      return openTown(name, { url: owned, drop: async () => undefined }); // It goes with the server.
    },
    async restart() {
      await running.stop();
      running = await startPostgres({ dir, port, durability: 'quick' });
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      removePostgres(dir);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** As a client does that keeps its key: asks again until it has its answer. Whether a lost answer was a yes, the version tells. */
async function persist(town: Town, contract: TestContract, thing: string, version: number): Promise<void> {
  for (;;) {
    try {
      await write(town, contract, thing, version);
      return;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === uniqueViolation) return;
      await sleep(20);
    }
  }
}

test('PostgreSQL, restarted again and again under load, costs neither relay nor reader an event', async () => {
  await using postgres = await openPostgres();
  await using town = await postgres.town('restarted');
  await using reader = await postgres.town('restarted_reader');
  const contract = ownContract();
  await topicsOf([contract]);
  const relay = relayOf(town, [contract]);
  const consumer = consumerOf(reader, [contract]);
  const things = Array.from({ length: 4 }, () => randomUUID());
  let version = 0;
  let goesOn = true;
  const writing = (async () => {
    while (goesOn) {
      version += 1;
      await Promise.all(things.map((thing) => persist(town, contract, thing, version)));
    }
  })();
  try {
    for (let round = 0; round < 3; round += 1) {
      const least = version + 10;
      await eventually(
        () => applied(reader).catch(() => []),
        (rows) => rows.some((row) => row.version >= least),
        patience,
      );
      await postgres.restart();
    }
    goesOn = false;
    await writing;
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
      patience,
    );
    const all = Array.from({ length: version }, (_, index) => index + 1);
    const records = await readAll(contract.topic);
    for (const thing of things) {
      const sent = records
        .filter(({ key }) => key === thing)
        .map(({ headers }) => Number(headers.ce_version));
      expect([...new Set(sent)]).toEqual(all);
    }
    const rows = await eventually(
      () => applied(reader),
      (seen) => things.every((thing) => seen.some((row) => row.thing === thing && row.version === version)),
      patience,
    );
    const presents = rows.filter(({ fresh }) => fresh).map((row) => `${row.thing} ${row.version}`);
    expect(new Set(presents).size).toBe(presents.length);
    expect(consumer.figures().deadLetters).toBe(0);
  } finally {
    goesOn = false;
    await writing;
    await Promise.all([consumer.stop(), relay.stop()]);
  }
}, 240_000);
