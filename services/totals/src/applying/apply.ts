import { MessageFault, type Reached, type Received, type SqlClient } from '@awrach/messaging';
import type { Contribution } from '../contribution/contribution.ts';
import { contributionOf } from '../contribution/rules.ts';
import { locate } from '../measure/place.ts';
import {
  keepHistory,
  moveCells,
  moveMembers,
  numberVersion,
  presentOf,
  type Versioned,
} from './figures.store.ts';
import { crossings, inKeyOrder, movementOf } from './movement.ts';

/**
 * Takes a batch of events into the figures of one generation, in the transaction that also moves the consumer's offsets.
 *
 * The present of a thing is the highest version held of it; a lower one that comes later goes into the history and
 * changes no figure. So an event counts once, however often and in whatever order it comes. Rows are touched in the order of
 * their keys, the head's row last: that is where versions get their numbers, so they become visible in that order.
 *
 * Every batch takes a number, one that moves no figure too: a version also says which offsets, and which
 * things' versions, its figures rest on.
 */
export async function applyBatch(
  tx: SqlClient,
  generation: number,
  batch: readonly Received[],
  reached: readonly Reached[],
): Promise<void> {
  if (reached.length === 0) return;
  const versions = contributionsIn(batch);
  const presents = await presentOf(tx, generation, versions);
  await keepHistory(tx, generation, versions);

  const movement = movementOf(
    [...highestOfEach(versions)].flatMap(([key, { version, contribution }]) => {
      const former = presents.get(key);
      if (former && former.version >= version) return [];
      return [{ former: former?.contribution, present: contribution }];
    }),
  );
  const after = await moveMembers(tx, generation, movement.members);
  const cells = inKeyOrder([...movement.cells, ...crossings(movement.members, after)]);
  await moveCells(tx, generation, cells);
  await numberVersion(tx, generation, cells, reached);
}

/** Each version once, in the order of keys. */
function contributionsIn(batch: readonly Received[]): Versioned[] {
  const each = new Map<string, Versioned>();
  for (const message of batch) {
    const { topic, thing, version, recordedAt } = message;
    const key = `${topic}|${thing}|${String(version).padStart(16, '0')}`;
    if (each.has(key)) continue;
    each.set(key, { topic, thing, version, recordedAt, contribution: countable(message) });
  }
  return [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, versioned]) => versioned);
}

/** @throws MessageFault for a place that does not exist: its figures would stand in no province's sum */
function countable(message: Received): Contribution {
  const contribution = contributionOf(message.topic, message.data);
  for (const { place } of [...contribution.cells, ...contribution.members]) {
    if (!locate(place))
      throw new MessageFault('place.unknown', `There is no province or commune ${place}.`, message);
  }
  return contribution;
}

function highestOfEach(versions: readonly Versioned[]): Map<string, Versioned> {
  const highest = new Map<string, Versioned>();
  // They are sorted by version within a thing: the last one stands.
  for (const versioned of versions) highest.set(`${versioned.topic}|${versioned.thing}`, versioned);
  return highest;
}
