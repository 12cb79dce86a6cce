import { plainArray, type SqlClient, type SqlTransaction, stampOf } from '@awrach/messaging';
import { locationOf } from '../measure/place.ts';
import type { Moment } from '../time/moment.ts';
import type { Held, Step, Touched } from './presence.ts';

/**
 * Until this transaction ends nobody else counts members in these provinces: whoever adds an edge has to know of all others.
 * A member of which there is no edge yet could not be locked as a row.
 */
export async function lockMembers(
  tx: SqlClient,
  generation: number,
  touched: readonly Touched[],
): Promise<void> {
  const provinces = new Set(touched.map(({ place }) => locationOf(place).province));
  await tx.query(
    `select pg_advisory_xact_lock(key) from (
       select hashtextextended('members ' || $1::int || ' ' || province, 0) as key from unnest($2::text[]) as province order by key
     ) as wanted`,
    [generation, plainArray([...provinces])],
  );
}

/** What is held of these members. To be read by a statement of its own when they are locked, or it would not see what it waited for. */
export async function heldOf(
  tx: SqlClient,
  generation: number,
  touched: readonly Touched[],
): Promise<Map<Touched, Held>> {
  const { rows } = await tx.query<{ of: number; edition: number; at: Moment | null; step: number }>(
    `select of, edition, ${stampOf('since')} as at, sum(step)::int as step from (
       select touched.i::int - 1 as of, edition, case when at >= touched.since then at end as since, step
       from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) with ordinality
         as touched (measure, place, member, since, i)
       cross join lateral (
         select edition, at, step from member_edge one
         where one.generation = $1 and one.member = touched.member and one.place = touched.place
           and one.measure = touched.measure
         offset 0) as edge) as held
     group by of, edition, since`,
    [
      generation,
      plainArray(touched.map(({ measure }) => measure)),
      plainArray(touched.map(({ place }) => place)),
      plainArray(touched.map(({ member }) => member)),
      plainArray(touched.map(({ since }) => since)),
    ],
  );
  const held = new Map<Touched, { before: Held['before'][number][]; since: Step[] }>();
  for (const { of, edition, at, step } of rows) {
    const one = touched[of] as Touched; /* the database numbers what it was given */
    const its = held.get(one) ?? { before: [], since: [] };
    held.set(one, its);
    if (at === null) its.before.push({ edition, step });
    else its.since.push({ edition, at, step });
  }
  return held;
}

/** Keeps what changes for these members. */
export async function keepMemberEdges(
  tx: SqlTransaction,
  generation: number,
  touched: readonly Touched[],
): Promise<void> {
  await tx.copy(
    'member_edge (generation, measure, place, edition, member, at, step)',
    touched.flatMap(({ measure, place, member, added }) =>
      added.map(({ edition, at, step }) => [generation, measure, place, edition, member, at, step]),
    ),
  );
}
