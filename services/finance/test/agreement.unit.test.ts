import { unsigned } from '../../../packages/contracts/test/agreement-state.ts';
import { agreementIn, worksiteGrants } from '../src/agreement/agreement.replica.ts';
import { agreementNumbered, dirhams, worksiteOf } from './states.ts';

describe('what finance keeps of an agreement', () => {
  test('is what its current revision asks for, and whether the council approved it', () => {
    expect(agreementIn(agreementNumbered(1, { grants: [1_000, 500], amended: [2_000] }))).toMatchObject({
      revision: 2,
      approved: true,
      grant: dirhams(2_000),
      cancelledFrom: null,
    });
    expect(agreementIn(agreementNumbered(1, { status: 'DRAFT' }))).toMatchObject({ approved: false });
  });

  test('takes a status that a later writer uses for one that asks nothing', () => {
    const state = { ...agreementNumbered(1), status: 'ARCHIVED' as 'DRAFT' };
    expect(agreementIn(state).status).toBe('UNKNOWN');
  });

  test('is the grant of each worksite under the revision in force, since its last signature', () => {
    const state = agreementNumbered(1, { status: 'IN_FORCE', grants: [1_000, 500], amended: [9_000] });
    expect(worksiteGrants(state)).toEqual([
      { worksiteId: worksiteOf(1, 0), amount: dirhams(1_000), since: '2022-01-20' },
      { worksiteId: worksiteOf(1, 1), amount: dirhams(500), since: '2022-01-20' },
    ]);
  });

  test('adds up the lines that name the same worksite', () => {
    const state = agreementNumbered(1, { status: 'IN_FORCE', grants: [1_000, 500] });
    for (const { lines } of state.revisions) for (const line of lines) line.worksiteId = worksiteOf(1);
    expect(worksiteGrants(state)).toMatchObject([{ amount: dirhams(1_500) }]);
  });

  test('is no grant while none of its revisions is in force', () => {
    expect(worksiteGrants(agreementNumbered(1))).toEqual([]);
  });

  test('of a cancelled agreement is what was last in force, and nothing where nothing ever was', () => {
    const cancelled = agreementNumbered(1, { status: 'CANCELLED', amended: [9_000] });
    expect(worksiteGrants(cancelled)).toMatchObject([{ amount: dirhams(1_000) }]);
    for (const revision of cancelled.revisions) revision.parties = unsigned;
    expect(worksiteGrants(cancelled)).toEqual([]);
  });

  test('counts the time of a worksite from the first revision in force that names it', () => {
    const state = agreementNumbered(1, { status: 'IN_FORCE', amended: [1_200, 300] });
    const [first, second] = state.revisions;
    if (!first || !second) throw new Error('two revisions were asked for');
    second.parties = first.parties.map((party) => ({ ...party, signedOn: '2022-05-05' }));
    second.fundedBy = first.fundedBy;
    expect(worksiteGrants({ ...state, inForceRevision: 2 })).toEqual([
      { worksiteId: worksiteOf(1, 0), amount: dirhams(1_200), since: '2022-01-20' },
      { worksiteId: worksiteOf(1, 1), amount: dirhams(300), since: '2022-05-05' },
    ]);
  });
});
