import type { Work } from '@awrach/subgraph';
import { type Agreement, currentRevision, type Line } from './agreement.ts';
import type { PlannedWorksite } from './lines.rules.ts';

interface Row {
  readonly id: string;
  readonly commune: string;
  readonly sector: Line['sector'];
  readonly size: Line['size'];
  readonly name_ar: string;
  readonly name_fr: string;
}

/** The worksites, of those named, that agreements of a province and edition plan. */
export async function plannedWorksites(
  work: Work,
  wanted: { readonly province: string; readonly edition: number; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, PlannedWorksite>> {
  if (wanted.ids.length === 0) return new Map();
  const { rows } = await work.query<Row>(
    `select id, commune, sector, size, name_ar, name_fr from planned_worksite
      where id = any($1::uuid[]) and province = $2 and edition = $3`,
    [wanted.ids, wanted.province, wanted.edition],
  );
  return new Map(
    rows.map(({ id, commune, sector, size, name_ar, name_fr }) => [
      id,
      { id, commune, sector, size, nameAr: name_ar, nameFr: name_fr },
    ]),
  );
}

/** Remembers the worksites that an agreement's current revision is the first to name. */
export async function keepPlanned(work: Work, agreement: Agreement): Promise<void> {
  const { lines } = currentRevision(agreement);
  await work.query(
    `insert into planned_worksite (id, province, edition, commune, sector, size, name_ar, name_fr)
     select distinct on (id) id, $2, $3, commune, sector, size, name_ar, name_fr
       from unnest($1::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
            as line (id, commune, sector, size, name_ar, name_fr)
      order by id
     on conflict (id) do nothing`,
    [
      lines.map((line) => line.worksiteId),
      agreement.province,
      agreement.edition,
      lines.map((line) => line.commune),
      lines.map((line) => line.sector),
      lines.map((line) => line.size),
      lines.map((line) => line.worksiteNameAr),
      lines.map((line) => line.worksiteNameFr),
    ],
  );
}
