import type { SqlClient } from '@awrach/messaging';

/** A person and a province. */
interface Meeting {
  readonly personId: string;
  readonly province: string | undefined;
}

/** Remembers that a province has told rightly who somebody is. */
export async function rememberMet(client: SqlClient, { personId, province }: Meeting): Promise<void> {
  await client.query('insert into person_met (person_id, province) values ($1, $2) on conflict do nothing', [
    personId,
    province,
  ]);
}

/** Whether a province has met somebody. Nobody has met an id that is nobody's: the two are not told apart. */
export async function hasMet(client: SqlClient, { personId, province }: Meeting): Promise<boolean> {
  const { rows } = await client.query('select from person_met where person_id = $1 and province = $2', [
    personId,
    province,
  ]);
  return rows.length > 0;
}
