import { plainArray, type SqlClient, type SqlTransaction, stampOf } from '@awrach/messaging';
import type { MemberEdge } from './edge.ts';
import { type MemberMove, moveKey, type Touched } from './presence.ts';

/**
 * Locks these members, also those that move by nothing, and counts on.
 * @returns how many things name each of them now, in the same order
 * @throws Error below zero: what is held contradicts itself, and counting on would hide it. (A check constraint cannot say so:
 *   PostgreSQL holds it against the row to be inserted, before it finds that there is one to be updated.)
 */
export async function moveMembers(
  tx: SqlClient,
  generation: number,
  moves: readonly MemberMove[],
): Promise<number[]> {
  if (moves.length === 0) return [];
  const { rows } = await tx.query<MemberMove>(
    `insert into member (generation, measure, place, edition, member, live)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[])
     on conflict (generation, measure, place, edition, member) do update set live = member.live + excluded.live
     returning measure, place, edition, member, live`,
    [
      generation,
      plainArray(moves.map(({ measure }) => measure)),
      plainArray(moves.map(({ place }) => place)),
      plainArray(moves.map(({ edition }) => edition)),
      plainArray(moves.map(({ member }) => member)),
      plainArray(moves.map(({ live }) => live)),
    ],
  );
  const live = new Map(rows.map((row) => [moveKey(row), row.live]));
  return moves.map((move) => {
    const now = live.get(moveKey(move)) ?? 0;
    if (now < 0) throw new Error(`${moveKey(move)} would be named by ${now} things.`);
    return now;
  });
}

/**
 * The edges held of these members, of all editions, at and after their moments.
 *
 * To be read when the members are locked (`moveMembers`): then nobody else adds to them before this transaction ends.
 */
export async function memberEdgesSince(
  tx: SqlClient,
  generation: number,
  touched: readonly Touched[],
): Promise<MemberEdge[]> {
  if (touched.length === 0) return [];
  const { rows } = await tx.query<MemberEdge>(
    `select held.measure, held.place, held.member, held.edition, ${stampOf('held.at')} as at, held.step
     from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) as touched (measure, place, member, since)
     join member_edge held on held.generation = $1 and held.measure = touched.measure
       and held.place = touched.place and held.member = touched.member and held.at >= touched.since`,
    [
      generation,
      plainArray(touched.map(({ measure }) => measure)),
      plainArray(touched.map(({ place }) => place)),
      plainArray(touched.map(({ member }) => member)),
      plainArray(touched.map(({ since }) => since)),
    ],
  );
  return rows;
}

export async function keepMemberEdges(
  tx: SqlTransaction,
  generation: number,
  edges: readonly MemberEdge[],
): Promise<void> {
  if (edges.length === 0) return;
  await tx.copy(
    'member_edge (generation, measure, place, edition, member, at, step)',
    edges.map(({ measure, place, edition, member, at, step }) => [
      generation,
      measure,
      place,
      edition,
      member,
      at,
      step,
    ]),
  );
}
