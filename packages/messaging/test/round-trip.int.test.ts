import { randomUUID } from 'node:crypto';
import { heldOf } from '@awrach/messaging';
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

describe('An event travels', () => {
  test('from the transaction that recorded it to the service that applies it, with its receipt', async () => {
    await using source = await openTown('source');
    await using reader = await openTown('reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(source, [contract]);
    const consumer = consumerOf(reader, [contract]);
    try {
      await consumer.ready();
      const id = await write(source, contract);
      const wanted = { topic: contract.topic, thing: id, version: 1 };
      const held = await eventually(
        () => heldOf(reader.client, [wanted, { ...wanted, thing: randomUUID() }]),
        ({ length }) => length > 0,
      );
      expect(held).toEqual([wanted]);
      expect(await applied(reader)).toEqual([{ thing: id, version: 1, fresh: true }]);
      await eventually(
        () => outboxDepth(source),
        (depth) => depth === 0,
      );
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });
});
