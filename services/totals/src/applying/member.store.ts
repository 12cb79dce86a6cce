import { plainArray, type SqlClient, type SqlTransaction, stampOf } from '@awrach/messaging';
import type { MemberEdge } from './edge.ts';
import type { MemberMove, Step, Touched } from './presence.ts';

type Row = Pick<MemberEdge, 'measure' | 'place' | 'edition' | 'member'> & { readonly live: number };

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
  const { rows } = await tx.query<Row>(
    `insert into member (generation, measure, place, edition, member, live)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[])
     on conflict (generation, measure, place, edition, member) do update set live = member.live + excluded.live
     returning measure, place, edition, member, live`,
    [
      generation,
      plainArray(moves.map(({ touched }) => touched.measure)),
      plainArray(moves.map(({ touched }) => touched.place)),
      plainArray(moves.map(({ edition }) => edition)),
      plainArray(moves.map(({ touched }) => touched.member)),
      plainArray(moves.map(({ live }) => live)),
    ],
  );
  return moves.map((move, i) => {
    const row = rows[i];
    // PostgreSQL answers in the order in which it was told, but promises nothing: another's count would make figures wrong.
    if (!row || !isOf(row, move)) throw new Error('Members came back in another order than they were sent.');
    if (row.live < 0)
      throw new Error(`${JSON.stringify(row)}: a member would be named by fewer than no things.`);
    return row.live;
  });
}

const isOf = (row: Row, { touched, edition }: MemberMove): boolean =>
  row.member === touched.member &&
  row.edition === edition &&
  row.place === touched.place &&
  row.measure === touched.measure;

/**
 * The edges held of these members, of all editions, at and after their moments.
 *
 * To be read when the members are locked (`moveMembers`): then nobody else adds to them before this transaction ends.
 */
export async function memberEdgesSince(
  tx: SqlClient,
  generation: number,
  touched: readonly Touched[],
): Promise<Map<Touched, Step[]>> {
  if (touched.length === 0) return new Map();
  const { rows } = await tx.query<Step & { of: number }>(
    `select touched.i::int - 1 as of, held.edition, ${stampOf('held.at')} as at, held.step
     from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) with ordinality
       as touched (measure, place, member, since, i)
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
  return Map.groupBy(rows, ({ of }) => touched[of] as Touched /* the database numbers what it was given */);
}

/** Keeps what changes for these members. */
export async function keepMemberEdges(
  tx: SqlTransaction,
  generation: number,
  touched: readonly Touched[],
): Promise<void> {
  if (touched.length === 0) return;
  await tx.copy(
    'member_edge (generation, measure, place, edition, member, at, step)',
    touched.flatMap(({ measure, place, member, added }) =>
      added.map(({ edition, at, step }) => [generation, measure, place, edition, member, at, step]),
    ),
  );
}
