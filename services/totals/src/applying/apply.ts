import { setImmediate as nextTurn } from 'node:timers/promises';
import { inOrderOfKeys, MessageFault, type Reached, type Received, type SqlClient } from '@awrach/messaging';
import type { Contribution } from '../contribution/contribution.ts';
import { contributionOf } from '../contribution/rules.ts';
import { locate } from '../measure/place.ts';
import { type Edge, edgesOf, type MemberEdge, type Retold } from './edge.ts';
import { moveCells, numberVersion } from './figures.store.ts';
import { keepHistory, presentsOf, thingKey, type Versioned, versionsOf } from './history.store.ts';
import { keepMemberEdges, memberEdgesSince, moveMembers } from './member.store.ts';
import { cellMoves, movementsOf, spanMoves } from './movement.ts';
import { keepMovements, moveSpans } from './past.store.ts';
import { memberMoves, presenceEdges, touchedBy } from './presence.ts';

/** Of the consumer whose events `applyBatch` takes, whichever generation it works on. */
export const consumerSettings = {
  /** Each version is kept in `contribution`. */
  keepsVersions: true,
  /** The more events, the fewer times each figure is written; readers do not wait for it, whichever they are. */
  mostAtOnce: 6_000,
  extract: countable,
} as const;

/**
 * Takes a batch of events into the figures of one generation, in the transaction that also moves the consumer's offsets.
 *
 * What is reckoned are edges: by how much which figure moves at which moment. Their sum up to T is what was known at T, and the
 * sum of all is the present; so the two cannot disagree. The present of a thing is the highest version held of it; a
 * lower one that comes later moves edges of the past, and no figure of the present. So an event counts once, however often
 * and in whatever order it comes. Rows are touched in the order of their keys, the head's row last: that is where versions
 * get their numbers, so they become visible in that order.
 *
 * Every batch takes a number, one that moves no figure too: a version also says which offsets, and which
 * things' versions, its figures rest on.
 */
export async function applyBatch(
  tx: SqlClient,
  generation: number,
  batch: readonly Received<Contribution>[],
  reached: readonly Reached[],
): Promise<void> {
  if (reached.length === 0) return;
  const retold = await retoldBy(tx, generation, contributionsIn(batch));
  const { cells, members } = edgesOf(retold);
  const edges = [...cells, ...(await presence(tx, generation, members))];
  const news = retold.flatMap((one) => one.news);
  // Neither needs the other, and these are the longest parts of the work: one query, while the edges are added up.
  const [{ movements, spans, moves }] = await Promise.all([
    reckoned(edges),
    keepHistory(tx, generation, news),
  ]);
  await keepMovements(tx, generation, movements);
  await moveSpans(tx, generation, spans);
  await moveCells(tx, generation, moves);
  const since = movements.map(({ firstAt }) => firstAt).sort()[0];
  await numberVersion(tx, generation, { cells: moves, since, reached });
}

/** What was held of each thing before, what is held with these versions, and which of them were not held; in the order of keys. */
async function retoldBy(
  tx: SqlClient,
  generation: number,
  versions: readonly Versioned[],
): Promise<(Retold & { readonly news: readonly Versioned[] })[]> {
  const told = Map.groupBy(versions, thingKey);
  const things = [...told.values()].map(([one]) => one as Versioned /* a group has at least one */);
  const presents = await presentsOf(tx, generation, things);
  const late = presents.filter((present) => told.get(thingKey(present))?.some((one) => isLate(one, present)));
  const held = new Map(presents.map((present) => [thingKey(present), [present]]));
  for (const [key, all] of Map.groupBy(await versionsOf(tx, generation, late), thingKey)) held.set(key, all);

  return [...told.keys()].map((key) => {
    const its = told.get(key) ?? [];
    const former = held.get(key);
    if (!former) return { former: [], present: its, news: its };
    const known = new Set(former.map(({ version }) => version));
    const news = its.filter(({ version }) => !known.has(version));
    return { former, present: [...former, ...news], news };
  });
}

/**
 * Whether more than the present version matters for what a version changes. It does not for a higher one that was not recorded
 * earlier: from its moment on the present one was known, whatever stands below that.
 */
const isLate = (told: Versioned, present: Versioned): boolean =>
  told.version < present.version || (told.version > present.version && told.recordedAt < present.recordedAt);

/** The edges of distinct figures; the members are locked, counted on, and their edges kept. */
async function presence(tx: SqlClient, generation: number, members: readonly MemberEdge[]): Promise<Edge[]> {
  const moves = memberMoves(members);
  const after = await moveMembers(tx, generation, moves);
  const held = await memberEdgesSince(tx, generation, touchedBy(members));
  await keepMemberEdges(tx, generation, members);
  return presenceEdges(members, held, moves, after);
}

/** What edges come to. It pauses between the parts, so that the query beside it is sent to its end. */
async function reckoned(edges: readonly Edge[]) {
  await nextTurn();
  const movements = movementsOf(edges);
  await nextTurn();
  return { movements, spans: spanMoves(movements), moves: cellMoves(edges) };
}

/** Each version once, in the order of keys. */
function contributionsIn(batch: readonly Received<Contribution>[]): Versioned[] {
  const each = new Map<string, Versioned>();
  for (const { topic, thing, version, recordedAt, data } of batch) {
    const key = `${topic}|${thing}|${String(version).padStart(16, '0')}`;
    if (each.has(key)) continue;
    each.set(key, { topic, thing, version, recordedAt, contribution: data });
  }
  return inOrderOfKeys(each);
}

/**
 * What an event adds to the figures.
 * @throws MessageFault for a place that does not exist: its figures would stand in no province's sum
 */
function countable(event: Received): Contribution {
  const contribution = contributionOf(event.topic, event.data);
  const check = ({ place }: { readonly place: string }) => {
    if (!locate(place))
      throw new MessageFault('place.unknown', `There is no province or commune ${place}.`, event);
  };
  contribution.cells.forEach(check);
  contribution.members.forEach(check);
  return contribution;
}
