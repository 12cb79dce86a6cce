import type { Service } from '../world/instances.ts';
import type { World } from '../world/world.ts';

/** A measure of a place, in one edition or (null) over all; money in centimes. */
export interface SourceFigure {
  readonly measure: string;
  readonly place: string;
  readonly edition: number | null;
  readonly value: number;
}

type Level = 'province' | 'commune';

/** An approved agreement's latest approved revision, and its lines. */
const approved = `
  approved as (
    select agreement.*, latest.revision
    from agreement cross join lateral (
      select revision from jsonb_array_elements(revisions) as revision
      where revision -> 'approval' <> 'null' order by (revision ->> 'revision')::int desc limit 1) as latest
    where status in ('APPROVED', 'IN_FORCE')),
  line as (
    select province, line ->> 'commune' as commune, edition, line
    from approved cross join lateral jsonb_array_elements(revision -> 'lines') as line),
  line_in_force as (
    select province, line ->> 'commune' as commune, edition, line
    from agreement
    cross join lateral jsonb_array_elements(revisions) as revision
    cross join lateral jsonb_array_elements(revision -> 'lines') as line
    where status = 'IN_FORCE' and (revision ->> 'revision')::int = in_force_revision)`;

interface Counted {
  readonly service: Service;
  readonly measure: string;
  /** Of which rows, with province, commune and edition. */
  readonly from: string;
  readonly value: string;
  /** Counted of provinces only. */
  readonly whole?: true;
}

/** What each measure is, said once more from the things themselves, in other words than the service that adds them up. */
const counted: readonly Counted[] = [
  {
    service: 'partner',
    measure: 'agreementsPlanned',
    from: "agreement where status <> 'CANCELLED'",
    value: 'count(*)',
    whole: true,
  },
  { service: 'partner', measure: 'agreements', from: 'approved', value: 'count(*)', whole: true },
  {
    service: 'partner',
    measure: 'agreementsInForce',
    from: "agreement where status = 'IN_FORCE'",
    value: 'count(*)',
    whole: true,
  },
  {
    service: 'partner',
    measure: 'partners',
    from: 'approved',
    value: 'count(distinct partner_id)',
    whole: true,
  },
  { service: 'partner', measure: 'jobs', from: 'line', value: "sum((line ->> 'jobs')::int)" },
  { service: 'partner', measure: 'personMonths', from: 'line', value: "sum((line ->> 'personMonths')::int)" },
  {
    service: 'partner',
    measure: 'worksites',
    from: 'line',
    value: "count(distinct line ->> 'worksiteId')",
  },
  {
    service: 'partner',
    measure: 'communes',
    from: 'line',
    value: 'count(distinct commune)',
    whole: true,
  },
  { service: 'partner', measure: 'jobsInForce', from: 'line_in_force', value: "sum((line ->> 'jobs')::int)" },
  { service: 'finance', measure: 'supervisionGrant', from: 'commitment', value: 'sum(amount)', whole: true },
  { service: 'finance', measure: 'grantPaid', from: 'payment', value: 'sum(amount)' },
  {
    service: 'worksite',
    measure: 'worksitesOpened',
    from: "worksite where opened_on is not null and status <> 'CANCELLED'",
    value: 'count(*)',
  },
  {
    service: 'worksite',
    measure: 'worksitesSuspended',
    from: "worksite where status = 'SUSPENDED'",
    value: 'count(*)',
  },
  {
    service: 'worksite',
    measure: 'worksitesCompleted',
    from: "worksite where status = 'CLOSED' and outcome = 'COMPLETED'",
    value: 'count(*)',
  },
  {
    service: 'employment',
    measure: 'placements',
    from: "placement where status <> 'CANCELLED'",
    value: 'count(*)',
  },
  {
    service: 'employment',
    measure: 'placementsActive',
    from: "placement where status = 'ACTIVE'",
    value: 'count(*)',
  },
];

/** The figures as the four sources give them now: of every place that has any, by edition and over all editions. */
export async function sourceFigures(
  { databases }: Pick<World, 'databases'>,
  level: Level,
): Promise<SourceFigure[]> {
  const asked = counted.filter(({ whole }) => level === 'province' || !whole);
  const answers = await Promise.all(
    [...Map.groupBy(asked, ({ service }) => service)].map(([service, measures]) =>
      databases.rows<Omit<SourceFigure, 'value'> & { value: string }>(service, statement(measures, level)),
    ),
  );
  return answers.flat().map((row) => ({ ...row, value: Number(row.value) }));
}

function statement(measures: readonly Counted[], level: Level): string {
  const parts = measures.map(
    ({ measure, from, value }) => `
      select '${measure}' as measure, ${level} as place, edition, ${value} as value from ${from}
      group by grouping sets ((${level}, edition), (${level}))`,
  );
  const [first] = measures;
  return `${first?.service === 'partner' ? `with ${approved}` : ''} ${parts.join(' union all ')}`;
}
