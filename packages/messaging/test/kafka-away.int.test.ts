import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startKafka, testServers } from '@awrach/local';
import { ensureTopics, outboxFigures } from '@awrach/messaging';
import { type Outgoing, openSender } from '../src/producer.ts';
import { BrokerFault, broker } from '../src/relay/broker.ts';
import { readAll } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  eventually,
  keptLog,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  topicsOf,
  write,
} from './town.ts';

describe('A sender', () => {
  const contract = ownContract();
  const record = (value: string): Outgoing => ({
    topic: contract.topic,
    partition: 3,
    key: 'k',
    value,
    headers: {},
    time: Date.now(),
  });
  const tooLarge = record('x'.repeat(2_000_000));

  test('that failed once confirms nothing ever again', async () => {
    await topicsOf([contract]);
    const sender = await openSender(testServers().brokers, 'test', keptLog());
    await expect(sender.send([record('one')])).resolves.toEqual([
      { topic: contract.topic, partition: 3, first: 0, last: 0 },
    ]);
    await expect(sender.send([tooLarge])).rejects.toThrow(/larger than the max/);
    await expect(sender.send([record('two')])).rejects.toThrow(/failed before/);
    await sender.close();
  });

  test('is replaced by a new one, and what that confirms is there', async () => {
    const kafka = broker(
      testServers().brokers,
      'test',
      [contract],
      { replication: 1, minInsync: 1 },
      keptLog(),
    );
    await expect(kafka.send([tooLarge])).rejects.toThrow(BrokerFault);
    const [run] = await kafka.send([record('three'), record('four')]);
    expect(run).toMatchObject({ first: 1, last: 2 });
    expect((await readAll(contract.topic)).map(({ value }) => value)).toEqual(['one', 'three', 'four']);
    await kafka.close();
  });
});

test('While Kafka is away writing goes on; when it is back, all is sent in order and applied', async () => {
  await using town = await openTown('away');
  await using reader = await openTown('away_reader');
  const dir = mkdtempSync(join(tmpdir(), 'awrach-kafka-away-'));
  const port = await freePort();
  const first = await startKafka({ dir, port });
  const { brokers } = first;
  const contract = ownContract();
  await ensureTopics(brokers, [contract], { replication: 1, minInsync: 1, log: keptLog() });
  const relay = relayOf(town, [contract], { brokers });
  const consumer = consumerOf(reader, [contract], { brokers });
  let second: Awaited<ReturnType<typeof startKafka>> | null = null;
  try {
    const thing = await write(town, contract);
    await eventually(
      () => applied(reader),
      (rows) => rows.length === 1,
    );
    await first.stop();
    for (let version = 2; version <= 20; version += 1) await write(town, contract, thing, version);
    await eventually(
      () => relay.figures().state,
      (state) => state === 'failing',
    );
    const { depth, ageSeconds } = await outboxFigures(town.client);
    expect(depth).toBe(19);
    expect(ageSeconds).toBeGreaterThan(0);
    second = await startKafka({ dir, port });
    const rows = await eventually(
      () => applied(reader),
      (seen) => seen.filter(({ fresh }) => fresh).some(({ version }) => version === 20),
      30_000,
    );
    // Some may have come twice; what came first of each came in order.
    const versions = [...new Set(rows.map(({ version }) => version))];
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
    );
    expect(relay.figures()).toMatchObject({ state: 'active', logsLost: 0 });

    // Shutting down must not wait for a Kafka that is not there.
    await second.stop();
    const began = performance.now();
    await Promise.all([consumer.stop(), relay.stop()]);
    expect(performance.now() - began).toBeLessThan(6_000);
  } finally {
    await Promise.all([consumer.stop(), relay.stop()]);
    await (second ?? first).stop();
    rmSync(dir, { recursive: true, force: true });
  }
});

test('A consumer that waits for the answer of a Kafka that gives none stops all the same', async () => {
  await using reader = await openTown('silent');
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo; // It listens on a port.
  const consumer = consumerOf(reader, [ownContract()], { brokers: `127.0.0.1:${port}` });
  try {
    // One asks for a place in the group, the other where the topics end.
    await eventually(
      () => sockets.length,
      (count) => count === 2,
    );
    const began = performance.now();
    await consumer.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
  } finally {
    await consumer.stop();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
