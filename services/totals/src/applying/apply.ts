import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  inOrderOfKeys,
  MessageFault,
  type Reached,
  type Received,
  type SqlClient,
  type SqlTransaction,
} from '@awrach/messaging';
import type { Contribution } from '../contribution/contribution.ts';
import { contributionOf } from '../contribution/rules.ts';
import { locate } from '../measure/place.ts';
import { type Edge, edgesOf, type MemberEdge, type Retold } from './edge.ts';
import { type Conclude, concludeLive } from './figures.store.ts';
import { keepHistory, presentsOf, type ThingKey, type Versioned, versionsOf } from './history.store.ts';
import { heldOf, keepMemberEdges, lockMembers } from './member.store.ts';
import { movementsOf, spanMoves, summed } from './movement.ts';
import { keepMovements, moveSpans } from './past.store.ts';
import { presenceEdges, touchedBy } from './presence.ts';

/** Of the consumer whose events `applyBatch` takes, whichever generation it works on. */
export const consumerSettings = {
  /** Each version is kept in `contribution`. */
  keepsVersions: true,
  /** The more events, the fewer times each figure is written; readers do not wait for it, whichever they are. */
  mostAtOnce: 5_000,
  /** Versions are looked up and kept for one batch while the figures of another are moved. */
  mostTransactions: 2,
  extract: countable,
} as const;

/**
 * Takes a batch of events into the figures of one generation, in the transaction that also moves the consumer's offsets.
 *
 * What is reckoned are edges: by how much which figure moves at which moment. Their sum up to T is what was known at T, and the
 * sum of all is the present; so the two cannot disagree. The present of a thing is the highest version held of it; a
 * lower one that comes later moves edges of the past, and no figure of the present. So an event counts once, however often
 * and in whatever order it comes. Rows that are shared are touched in one order by all, the head's row last: that is where versions
 * get their numbers, so they become visible in that order.
 *
 * Every batch takes a number, one that moves no figure too: a version also says which offsets, and which
 * things' versions, its figures rest on.
 */
export async function applyBatch(
  tx: SqlTransaction,
  generation: number,
  batch: readonly Received<Contribution>[],
  reached: readonly Reached[],
  conclude: Conclude = concludeLive,
): Promise<void> {
  if (reached.length === 0) return;
  const retold = await retoldBy(tx, generation, thingsIn(batch));
  const news = retold.flatMap((one) => one.news);
  // Neither needs the other, and these are the longest parts of the work: one statement, while it is reckoned what it comes to.
  const kept = keepHistory(tx, generation, news);
  const [{ movements, spans, moves }] = await Promise.all([reckoned(tx, generation, retold, kept), kept]);
  await keepMovements(tx, generation, movements);
  await moveSpans(tx, generation, spans);
  const since = movements.map(({ firstAt }) => firstAt).sort()[0];
  await conclude(tx, generation, { moves, since, reached });
}

/** A thing of which a batch tells. */
interface ToldThing extends ThingKey {
  readonly versions: readonly Versioned[];
}

/** What was held of each thing before, what is held with these versions, and which of them were not held. */
async function retoldBy(
  tx: SqlClient,
  generation: number,
  things: readonly ToldThing[],
): Promise<(Retold & { readonly news: readonly Versioned[] })[]> {
  const presents = await presentsOf(tx, generation, things);
  const late = things.filter((thing) => {
    const present = presents.get(thing);
    return present !== undefined && thing.versions.some((one) => isLate(one, present));
  });
  const held = await versionsOf(tx, generation, late);

  return things.map((thing) => {
    const { versions } = thing;
    const present = presents.get(thing);
    if (!present) return { former: [], present: versions, news: versions };
    const former = held.get(thing) ?? [present];
    const known = new Set(former.map(({ version }) => version));
    const news = versions.filter(({ version }) => !known.has(version));
    return { former, present: [...former, ...news], news };
  });
}

/**
 * Whether more than the present version matters for what a version changes. It does not for a higher one that was not recorded
 * earlier: from its moment on the present one was known, whatever stands below that.
 */
const isLate = (told: Versioned, present: Versioned): boolean =>
  told.version < present.version || (told.version > present.version && told.recordedAt < present.recordedAt);

/** The edges of distinct figures; those of the members are kept. */
async function presence(
  tx: SqlTransaction,
  generation: number,
  members: readonly MemberEdge[],
): Promise<Edge[]> {
  const touched = touchedBy(members);
  await lockMembers(tx, generation, touched);
  const held = await heldOf(tx, generation, touched);
  await keepMemberEdges(tx, generation, touched);
  return presenceEdges(touched, held);
}

/**
 * What it comes to that things are told otherwise. It pauses between the parts, so that the statement beside it is sent, and its end heard.
 * @param kept settles when that statement has ended; before that the transaction takes no other
 */
async function reckoned(
  tx: SqlTransaction,
  generation: number,
  retold: readonly Retold[],
  kept: Promise<void>,
) {
  await nextTurn();
  const { cells, members } = edgesOf(retold);
  await nextTurn();
  const presences = members.length > 0 ? await kept.then(() => presence(tx, generation, members)) : [];
  const edges = [...cells, ...presences];
  const movements = movementsOf(edges);
  await nextTurn();
  return { movements, spans: spanMoves(movements), moves: summed(edges) };
}

/** The versions of each thing, each once and rising; the things in the order in which their keys stand side by side in the index. */
function thingsIn(batch: readonly Received<Contribution>[]): ToldThing[] {
  const topics = new Map<string, Map<string, ToldThing & { versions: Versioned[] }>>();
  for (const { topic, thing, version, recordedAt, data } of batch) {
    const things = topics.get(topic) ?? new Map<string, ToldThing & { versions: Versioned[] }>();
    if (things.size === 0) topics.set(topic, things);
    const one = { topic, thing, version, recordedAt, contribution: data };
    const known = things.get(thing);
    if (known === undefined) things.set(thing, { topic, thing, versions: [one] });
    else if (known.versions.every((other) => other.version !== version)) known.versions.push(one);
  }
  const things = inOrderOfKeys(topics).flatMap(inOrderOfKeys);
  for (const { versions } of things) versions.sort((a, b) => a.version - b.version);
  return things;
}

/**
 * What an event adds to the figures.
 * @throws MessageFault for a place that does not exist: its figures would stand in no province's sum
 */
function countable(event: Received): Contribution {
  const contribution = contributionOf(event.topic, event.data);
  const place = unknownPlace(contribution.cells) ?? unknownPlace(contribution.members);
  if (place !== undefined)
    throw new MessageFault('place.unknown', `There is no province or commune ${place}.`, event);
  return contribution;
}

function unknownPlace(parts: readonly { readonly place: string }[]): string | undefined {
  let known: string | undefined;
  for (const { place } of parts) {
    if (place !== known && !locate(place)) return place;
    known = place;
  }
  return undefined;
}
