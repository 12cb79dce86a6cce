import { type Centimes, centimes, type Work } from '@awrach/subgraph';
import { grantRules } from './grant-rule.entity.ts';
import { type Tranche, TrancheEntity, tranches } from './tranche.entity.ts';
import { fallDue, type Ground } from './tranche.rules.ts';

/** What has changed since it was last looked at. */
interface Changed {
  readonly agreementIds: readonly string[];
  readonly worksiteIds: readonly string[];
}

/**
 * Agreements or worksites have changed, and their news come in any order: on whichever side the later one arrives, every
 * pair of the two that now has a step reached under an agreement in force is looked at.
 */
export async function settleTranches(work: Work, changed: Changed): Promise<void> {
  if (!(await lockWorksites(work, changed))) return;
  const grounds = await groundsOf(work, changed);
  if (grounds.length === 0) return;
  const rules = await grantRules(work);
  const known = await tranchesOf(work, grounds);
  for (const ground of grounds) {
    const existing = known.filter(
      ({ agreementId, worksiteId }) => agreementId === ground.agreementId && worksiteId === ground.worksiteId,
    );
    for (const { before, ...decision } of fallDue(ground, existing, rules)) {
      if (before) await work.change(tranches, before, decision);
      else await work.create(tranches, decision);
    }
  }
}

/**
 * Holds the worksites concerned for the rest of the transaction. One that takes in an agreement and one that takes in
 * its worksite, at the same instant, would otherwise not see each other's, and nothing would ever fall due.
 * Taken in one order, so that nobody waits in a circle. Many worksites share a lock: of all transactions together PostgreSQL
 * holds no more than some ten thousand, and one that catches up has more worksites. @returns whether there are any
 */
async function lockWorksites(work: Work, { agreementIds, worksiteIds }: Changed): Promise<boolean> {
  const { rows } = await work.query(
    `select pg_advisory_xact_lock(hashtext('worksite'), key)
       from (select distinct hashtext(id) & 1023 as key
               from (select unnest($1::text[])
                     union select worksite_id::text from worksite_grant where agreement_id = any($2::uuid[])) as wanted (id)
              order by key) as ordered`,
    [worksiteIds, agreementIds],
  );
  return rows.length > 0;
}

type Row = Omit<Ground, 'grant'> & { readonly grant: string };

/** Every pair of agreement and worksite, of those changed, where a step was reached. `worksite_grant` has an index for either. */
async function groundsOf(work: Work, { agreementIds, worksiteIds }: Changed): Promise<Ground[]> {
  const { rows } = await work.query<Row>(
    `select agreement.province, agreement.edition, worksite.commune,
            agreement.id as "agreementId", worksite.id as "worksiteId", agreement.partner_id as "partnerId",
            worksite.version as "worksiteVersion", agreement.version as "agreementVersion",
            worksite_grant.amount as "grant", worksite_grant.since, agreement.cancelled_from as "cancelledFrom",
            worksite.opened_on as "openedOn", worksite.completed_on as "completedOn"
       from worksite_grant
       join agreement on agreement.id = worksite_grant.agreement_id
       join worksite on worksite.id = worksite_grant.worksite_id
      where (worksite_grant.agreement_id = any($1::uuid[]) or worksite_grant.worksite_id = any($2::uuid[]))
        and worksite.opened_on is not null
      order by agreement.id, worksite.id`,
    [agreementIds, worksiteIds],
  );
  return rows.map((row) => ({ ...row, grant: amountIn(row.grant) }));
}

/** The tranches that there are on these grounds, locked. */
async function tranchesOf(work: Work, grounds: readonly Ground[]): Promise<Tranche[]> {
  return work.manager
    .createQueryBuilder(TrancheEntity, 'tranche')
    .where('tranche.agreementId = any(:agreementIds) and tranche.worksiteId = any(:worksiteIds)', {
      agreementIds: grounds.map((ground) => ground.agreementId),
      worksiteIds: grounds.map((ground) => ground.worksiteId),
    })
    .orderBy('tranche.id')
    .setLock('pessimistic_write')
    .getMany();
}

/** The database gives a bigint as its digits. */
const amountIn = (digits: string): Centimes => centimes(BigInt(digits));
