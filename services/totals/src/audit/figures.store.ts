import type { SqlClient } from '@awrach/messaging';
import { toStored } from '../contribution/stored.ts';
import { nameOf } from '../head/version.ts';
import type { DistinctMeasure, Measure } from '../measure/measure.ts';
import { nameBehind } from './behind.ts';
import type { FiguresFound } from './finding.ts';
import { dueOf } from './thing.rules.ts';
import type { WrongThing } from './things.store.ts';

/**
 * One statement, so it sees one moment: what all things add at present, each of those that are wrong replaced by what it should add,
 * is added up anew and held against the figures and members that totals keep. A thing that has changed since it was found
 * wrong is taken as it is.
 */
const comparison = /* sql */ `
  with live as materialized (select generation, n from head),
    wrong as materialized (
      select judged.topic, judged.thing, judged.due
      from jsonb_to_recordset($1::jsonb) as judged (topic followed_topic, thing uuid, held bigint, due json)
      left join lateral (
        select version from contribution
        where generation = (select generation from live) and topic = judged.topic and thing = judged.thing
        order by version desc limit 1) as present on true
      where judged.held = coalesce(present.version, 0)),
    due as (
      select present.contribution from (
        select distinct on (topic, thing) topic, thing, contribution from contribution
        where generation = (select generation from live)
        order by topic desc, thing desc, version desc) as present
      where not exists (select from wrong where wrong.topic = present.topic and wrong.thing = present.thing)
      union all select due from wrong),
    said as materialized (
      select part.measure, part.place, part.edition, part.member, sum(part.amount) as amount
      from due cross join lateral (
        select c ->> 0, c ->> 1, (c ->> 2)::int, null, (c ->> 3)::bigint
        from json_array_elements(due.contribution -> 'c') as c
        union all
        select m ->> 0, m ->> 1, edition, m ->> 3, 1
        from json_array_elements(due.contribution -> 'm') as m, unnest(array[0, (m ->> 2)::int]) as edition
      ) as part (measure, place, edition, member, amount)
      group by 1, 2, 3, 4),
    due_cell as (
      select measure, place, edition, amount from said where member is null
      union all
      select measure, place, edition, count(*) from said where member is not null group by 1, 2, 3),
    other_cell as materialized (
      select measure, place, edition, coalesce(amount, 0)::text as sources, coalesce(value, 0)::text as totals
      from due_cell full join (
        select measure, place, edition, value from cell where generation = (select generation from live)
      ) as held using (measure, place, edition)
      where coalesce(amount, 0) <> coalesce(value, 0)),
    other_member as materialized (
      select measure, place, edition, member, coalesce(amount, 0)::text as sources, coalesce(live, 0)::text as totals
      from (select * from said where member is not null) as named full join (
        select measure, place, edition.one as edition, member, sum(step) as live
        from member_edge, unnest(array[0, edition]) as edition (one)
        where generation = (select generation from live) group by 1, 2, 3, 4
      ) as held using (measure, place, edition, member)
      where coalesce(amount, 0) <> coalesce(live, 0))
  select generation, n,
    (select count(*) from due_cell) as cells,
    (select count(*) from said where member is not null) as members,
    (select count(*) from other_cell) as other_cells,
    (select count(*) from other_member) as other_members,
    array(select to_jsonb(one) from (select * from other_cell order by 1, 2, 3 limit $2) as one) as named_cells,
    array(select to_jsonb(one) from (select * from other_member order by 1, 2, 3, 4 limit $2) as one) as named_members
  from live`;

interface Row {
  readonly generation: number;
  readonly n: string;
  readonly cells: string;
  readonly members: string;
  readonly other_cells: string;
  readonly other_members: string;
  readonly named_cells: readonly Other<Measure>[];
  readonly named_members: readonly (Other<DistinctMeasure> & { readonly member: string })[];
}

interface Other<M> {
  readonly measure: M;
  readonly place: string;
  readonly edition: number;
  readonly sources: string;
  readonly totals: string;
}

/**
 * Compares the figures and members of totals with what the sources' events add up to.
 * @param wrong all things that are: of every other, totals hold what its source told
 * @param most so many differences of each kind are named
 */
export async function compareFigures(
  totals: SqlClient,
  wrong: readonly WrongThing[],
  most: number,
): Promise<FiguresFound> {
  const judged = wrong.map((one) => ({
    topic: one.topic,
    thing: one.thing,
    held: one.held?.version ?? 0,
    due: toStored(dueOf(one.wrong, one)),
  }));
  const { rows } = await totals.query<Row>(comparison, [JSON.stringify(judged), most]);
  const [row] = rows;
  if (!row) throw new Error('The totals have no head.');
  return {
    version: nameOf({ generation: row.generation, n: Number(row.n) }),
    compared: { cells: Number(row.cells), members: Number(row.members) },
    cells: { count: Number(row.other_cells), named: nameBehind(row.named_cells, wrong) },
    members: { count: Number(row.other_members), named: nameBehind(row.named_members, wrong) },
  };
}
