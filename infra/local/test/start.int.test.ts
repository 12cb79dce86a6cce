import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { jest } from '@jest/globals';
import { Client } from 'pg';
import { until } from '../../../test/testkit/until.ts';
import { databaseAddress } from '../src/launcher/database-address.ts';
import { freshDatabase, testServers } from '../src/test-servers.ts';
import { freshFolder, launchIn, stillRunning } from './launcher-run.ts';

// Several whole starts in one test, on a machine that may be busy with others.
jest.setTimeout(240_000);

const folders: ReturnType<typeof freshFolder>[] = [];
const fresh = () => {
  const folder = freshFolder();
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) folder.remove();
});

interface StandIn {
  pid: number;
  environment: Record<string, string>;
}
/** What the stand-in that serves there says of itself. */
const ask = async (address = ''): Promise<StandIn> => (await (await fetch(address)).json()) as StandIn;

describe('starting on a machine that has no servers', () => {
  test('PostgreSQL and Kafka come first, the gateway last; told to stop, all end in the opposite order', async () => {
    const { stateFolder, journal } = fresh();
    const awrach = await launchIn(stateFolder);
    expect(awrach.output()).toContain('Awrach is ready');
    const { brokers, addresses } = awrach.record();
    expect(journal().slice(0, 2).sort()).toEqual([
      `partner started with /awrach_partner ${brokers}`,
      `worksite started with /awrach_worksite ${brokers}`,
    ]);
    expect(journal()[2]).toMatch(/^gateway started/);
    expect((await ask(addresses?.gateway)).environment.PARTNER_URL).toBe(addresses?.partner);

    awrach.kill('SIGTERM');
    expect(await awrach.ended).toBe(0);
    expect(journal()[3]).toBe('gateway told to stop');
    expect(journal().slice(4).sort()).toEqual(['partner told to stop', 'worksite told to stop']);
    const order = ['the gateway', 'the subgraphs', 'Kafka', 'PostgreSQL'].map((part) =>
      awrach.output().indexOf(`Stopping ${part}`),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(stillRunning(stateFolder)).toEqual([]);
    expect(existsSync(join(stateFolder, 'launcher.json'))).toBe(false);
  });

  test('killed with -9, everything ends within 5 s, and the next start finds the same data', async () => {
    const { stateFolder, journal } = fresh();
    const first = await launchIn(stateFolder);
    const { addresses } = first.record();
    const { environment } = await ask(addresses?.partner);
    const client = new Client({ connectionString: environment.DATABASE_URL });
    await client.connect();
    await client.query('CREATE TABLE kept (id int)');
    await client.end();

    first.kill('SIGKILL');
    await first.ended;
    await until(
      'nothing runs any more',
      async () => stillRunning(stateFolder),
      (running) => running.length === 0,
      5_000,
    );
    expect(journal().filter((line) => line.endsWith('left alone'))).toHaveLength(3);

    const second = await launchIn(stateFolder);
    const again = new Client({
      connectionString: (await ask(second.record().addresses?.partner)).environment.DATABASE_URL,
    });
    await again.connect();
    expect((await again.query('SELECT * FROM kept')).rows).toEqual([]);
    await again.end();
    const third = await launchIn(stateFolder);
    expect(third.output()).toContain('Awrach already runs from this folder');
    expect(await third.ended).toBe(1);
    second.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });
});

test('told to stop while it still starts, it stops what it has begun, in order', async () => {
  const { stateFolder, journal } = fresh();
  const awrach = await launchIn(stateFolder, {}, 'PostgreSQL (');
  awrach.kill('SIGTERM');
  expect(await awrach.ended).toBe(0);
  expect(awrach.output()).toMatch(/Stopping Kafka[\s\S]*Stopping PostgreSQL/);
  expect(journal()).toEqual(['']);
  expect(stillRunning(stateFolder)).toEqual([]);
});

describe('starting on servers of one’s own', () => {
  const external = () => ({ DATABASE_URL: testServers().postgresUrl, KAFKA_BROKERS: testServers().brokers });

  test('neither PostgreSQL nor Kafka is started or given a folder, and services and auditor have roles there', async () => {
    const { stateFolder, journal } = fresh();
    const awrach = await launchIn(stateFolder, external());
    expect(journal()).toContain(`partner started with /awrach_partner ${testServers().brokers}`);
    expect(existsSync(join(stateFolder, 'postgres'))).toBe(false);
    expect(existsSync(join(stateFolder, 'kafka'))).toBe(false);
    const auditor = new Client({ connectionString: databaseAddress(stateFolder, 'partner', 'audit') });
    await auditor.connect();
    const { rows } = await auditor.query('SELECT current_user AS role, current_database() AS database');
    await auditor.end();
    expect(rows).toEqual([{ role: 'awrach_audit', database: 'awrach_partner' }]);
    // One Ctrl-C comes twice: from the terminal, and passed on by npm.
    awrach.kill('SIGINT');
    awrach.kill('SIGHUP');
    expect(await awrach.ended).toBe(0);
    expect(journal().filter((line) => line.endsWith('told to stop'))).toHaveLength(3);
  });

  test('a process that dies by itself is started again, where it was before', async () => {
    const { stateFolder } = fresh();
    const awrach = await launchIn(stateFolder, external());
    const address = awrach.record().addresses?.worksite ?? '';
    const before = await ask(address);
    await fetch(`${address}/crash`).catch(() => undefined);
    await awrach.says('worksite runs again');
    expect(awrach.output()).toContain('Starting worksite again in 0.5 s: worksite ended by itself (code 3)');
    expect((await ask(address)).pid).not.toBe(before.pid);
    awrach.kill('SIGTERM');
    expect(await awrach.ended).toBe(0);
  });

  test('a role that may not make databases is refused before anything starts', async () => {
    const { stateFolder, journal } = fresh();
    const poor = await freshDatabase('poor');
    const awrach = await launchIn(stateFolder, { ...external(), DATABASE_URL: poor.url });
    expect(await awrach.ended).toBe(1);
    expect(awrach.output()).toMatch(/role "poor_\w+" may not make roles and databases/);
    expect(journal()).toEqual(['']);
    await poor.drop();
  });

  test('a Kafka that does not answer is named', async () => {
    const { stateFolder } = fresh();
    const notKafka = new URL(testServers().postgresUrl).host;
    const awrach = await launchIn(stateFolder, { ...external(), KAFKA_BROKERS: notKafka });
    expect(await awrach.ended).toBe(1);
    expect(awrach.output()).toContain(`No Kafka answers at ${notKafka}`);
  });

  test('an issuer of one’s own takes the place of the local one', async () => {
    const { stateFolder } = fresh();
    const identity = { OIDC_ISSUER: 'https://login.example', OIDC_JWKS_URL: 'https://login.example/keys' };
    const awrach = await launchIn(stateFolder, { ...external(), ...identity });
    const { environment } = await ask(awrach.record().addresses?.gateway);
    expect(environment).toMatchObject(identity);
    expect(readFileSync(join(stateFolder, 'launcher.json'), 'utf8')).toContain('https://login.example');
    awrach.kill('SIGTERM');
    await awrach.ended;
  });
});
