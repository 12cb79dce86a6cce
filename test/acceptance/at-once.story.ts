import { draftInput } from '../testkit/agreement.ts';
import type { Awrach } from '../testkit/awrach.ts';
import type { Answer } from '../testkit/client.ts';
import { newKey, unusual } from '../testkit/names.ts';
import { officeOf } from '../testkit/office.ts';
import { hireInput } from '../testkit/people.ts';

/** What each of several answers was refused by; nothing for those that were not. */
const rulesOf = (answers: readonly Answer<unknown>[]) =>
  answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.rule)).sort();

/** Two ask for what only one can have. */
export function atTheSameInstant(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '06.461');
  beforeAll(async () => {
    await office().openEnvelope('1000000.00');
  }, 60_000);

  test('one person cannot be hired on two worksites', async () => {
    const [here, there] = await Promise.all([office().atWork(), office().atWork()]);
    const person = await office().person();
    const answers = await Promise.all(
      [here, there, here, there].map((on) =>
        office().clerk.attempt('hirePerson', hireInput(on, person), 'placement { id }'),
      ),
    );
    expect(rulesOf(answers)).toEqual(['placement.overlap', 'placement.overlap', 'placement.overlap']);
    const { placements } = await office().clerk.ask<{ placements: { totalCount: number } }>(
      'query ($id: UUID!) { placements(personId: $id) { totalCount } }',
      { id: person.id },
    );
    expect(placements.totalCount).toBe(1);
  });

  test('one job cannot be given to two people', async () => {
    const agreement = await office().atWork({ jobs: [1] });
    const people = await Promise.all([office().person(), office().person(), office().person()]);
    const answers = await Promise.all(
      people.map((person) =>
        office().clerk.attempt('hirePerson', hireInput(agreement, person), 'placement { id }'),
      ),
    );
    expect(rulesOf(answers)).toEqual(['placement.no-job-left', 'placement.no-job-left']);
  });

  test('the last of the envelope cannot be reserved twice', async () => {
    const poor = officeOf(awrach(), '06.467');
    await poor.openEnvelope('7600.00');
    const drafts = await Promise.all([poor.draft(), poor.draft(), poor.draft()]);
    const standings = await Promise.all(drafts.map((draft) => draft.approve()));
    expect(standings.sort()).toEqual(['AWAITING_SIGNATURES', 'UNFUNDED', 'UNFUNDED']);
  });

  test('the same request with the same key is carried out once, and both learn of the same', async () => {
    const input = draftInput(office(), await office().partner());
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        office().clerk.attempt<{ agreement: { id: string } }>('draftAgreement', input, 'agreement { id }'),
      ),
    );
    expect(rulesOf(answers)).toEqual([]);
    expect(new Set(answers.map(({ data }) => data?.draftAgreement?.agreement.id)).size).toBe(1);
    const { agreements } = await office().clerk.ask<{ agreements: { totalCount: number } }>(
      'query ($id: UUID!) { agreements(partnerId: $id) { totalCount } }',
      { id: input.partnerId },
    );
    expect(agreements.totalCount).toBe(1);
  });

  test('two requests with the same key but other input: one is carried out, the other refused', async () => {
    const input = draftInput(office(), await office().partner());
    const answers = await Promise.all(
      [1, 2].map(() => office().clerk.attempt('draftAgreement', { ...input, reference: unusual('CONV') })),
    );
    expect(rulesOf(answers)).toEqual(['idempotency.other-input']);
  });

  test('of two changes to the version that both have seen, the later is refused', async () => {
    const draft = await office().draft();
    const cancel = () =>
      office().clerk.attempt('cancelAgreement', {
        idempotencyKey: newKey(),
        agreementId: draft.id,
        expectedVersion: 1,
        cancelledOn: '2022-05-01',
        reason: 'خطأ',
      });
    expect(rulesOf(await Promise.all([cancel(), cancel()]))).toEqual(['version.stale']);
  });
}
