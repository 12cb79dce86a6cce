import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { testServers } from '@awrach/local';
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

/** A relay in a process of its own. */
function relayProcess(town: Town, { topic }: TestContract) {
  const script = join(import.meta.dirname, 'fixtures/relay.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--no-warnings', script, town.url, testServers().brokers, topic],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const states: string[] = [];
  child.stdout.on('data', (data) => states.push(...String(data).trim().split('\n')));
  return {
    states,
    freeze: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

test('A relay that freezes while there is much to send is replaced, and does no harm when it wakes up', async () => {
  await using town = await openTown('freezing');
  await using reader = await openTown('freezing_reader');
  const contract = ownContract();
  await topicsOf([contract]);
  using first = relayProcess(town, contract);
  const consumer = consumerOf(reader, [contract]);
  const thing = randomUUID();
  let version = 0;
  let goesOn = true;
  const writing = async () => {
    while (goesOn) await write(town, contract, thing, ++version);
  };
  const sentUpTo = (least: number) =>
    eventually(
      () => applied(reader),
      (rows) => rows.some((row) => row.version >= least),
      patience,
    );
  await eventually(
    () => first.states.at(-1),
    (state) => state === 'active',
    patience,
  );
  const written = writing();
  const second = relayOf(town, [contract], { frozenAfterMs: 1_500 });
  try {
    await sentUpTo(20);
    first.freeze();
    const atFreeze = version;
    await sentUpTo(atFreeze + 20);
    expect(second.figures().state).toBe('active');

    first.wake();
    await eventually(
      () => first.states.at(-1),
      (state) => state === 'standby',
      patience,
    );
    await sentUpTo(version + 20);
    expect(second.figures().state).toBe('active');
    goesOn = false;
    await written;
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
      patience,
    );
    const sent = (await readAll(contract.topic)).map(({ headers }) => Number(headers.ce_version));
    // A record may be there twice, sent by the one and by the other. What comes first of each comes in order.
    expect([...new Set(sent)]).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    await sentUpTo(version);
  } finally {
    goesOn = false;
    await written;
    await Promise.all([consumer.stop(), second.stop()]);
  }
}, 240_000);
