import { randomUUID } from 'node:crypto';
import {
  applied,
  consumerOf,
  eventually,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  topicsOf,
  write,
} from './town.ts';

describe('Several processes of one service', () => {
  test('share the partitions, through joining and leaving, and each event is applied once', async () => {
    await using town = await openTown('group');
    await using reader = await openTown('group_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    const first = consumerOf(reader, [contract]);
    await first.ready();
    let goesOn = true;
    let written = 0;
    const writing = (async () => {
      for (; goesOn; written += 1) await write(town, contract);
    })();
    const second = consumerOf(reader, [contract]);
    try {
      await second.ready();
      await eventually(
        () => [first.figures().assigned, second.figures().assigned],
        ([a, b]) => a === 6 && b === 6,
      );
      await eventually(
        () => second.figures().applied,
        (count) => count > 20,
      );
      await first.stop();
      await eventually(
        () => second.figures().assigned,
        (assigned) => assigned === 12,
      );
      const third = consumerOf(reader, [contract]);
      await third.ready();
      goesOn = false;
      await writing;
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      const rows = await eventually(
        () => applied(reader),
        (seen) => seen.length >= written,
      );
      expect(rows).toHaveLength(written);
      expect(rows.every(({ fresh }) => fresh)).toBe(true);
      await third.stop();
    } finally {
      goesOn = false;
      await Promise.all([first.stop(), second.stop(), relay.stop()]);
    }
  });

  test('that both believe they read a partition never apply an event twice: the offset in the database decides', async () => {
    await using town = await openTown('zombie');
    await using reader = await openTown('zombie_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    // In groups of their own each is given all partitions, as a reader is that has missed a rebalance.
    const groups = [randomUUID(), randomUUID()].map((group) =>
      consumerOf(reader, [contract], { group: `test-${group}` }),
    );
    try {
      await Promise.all(groups.map((consumer) => consumer.ready()));
      for (let n = 0; n < 150; n += 1) await write(town, contract);
      const rows = await eventually(
        () => applied(reader),
        (seen) => seen.length >= 150,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await applied(reader)).toHaveLength(150);
      expect(new Set(rows.map(({ thing }) => thing)).size).toBe(150);
    } finally {
      await Promise.all([...groups.map((consumer) => consumer.stop()), relay.stop()]);
    }
  });
});
