import type { Broker } from '../src/relay/broker.ts';
import { drain, LogLost } from '../src/relay/drain.ts';
import { knownLogs } from '../src/relay/logs.ts';
import { openTown, outboxDepth, ownContract, write } from './town.ts';

describe('An event is taken off the outbox', () => {
  test('only when the broker has confirmed it, and not when that confirmation proves a loss', async () => {
    await using town = await openTown('drain');
    const contract = ownContract();
    await write(town, contract);
    const drainTo = async (send: Broker['send']) =>
      drain(
        {
          client: town.client,
          broker: { send, ends: async () => new Map(), close: async () => undefined },
          contracts: [contract],
          logs: await knownLogs(town.client, [contract.topic]),
          onSent: () => undefined,
        },
        () => false,
      );
    const confirmAt =
      (offset: number): Broker['send'] =>
      async (records) =>
        records.map(({ topic, partition }) => ({ topic, partition, first: offset, last: offset }));

    await expect(drainTo(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    expect(await outboxDepth(town)).toBe(1);

    await town.pool.query('insert into log_partition select $1, n, 5 from generate_series(0, 11) n', [
      contract.topic,
    ]);
    await expect(drainTo(confirmAt(5))).rejects.toThrow(LogLost);
    expect(await outboxDepth(town)).toBe(1);

    await drainTo(confirmAt(6));
    expect(await outboxDepth(town)).toBe(0);
  });
});
