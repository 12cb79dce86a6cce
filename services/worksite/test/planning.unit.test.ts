import { settle } from '../src/worksite/planning.rules.ts';
import { naming, worksite } from './states.ts';

const { id, province, edition, commune, sector, size, nameAr, nameFr, sample } = worksite();
const description = { id, province, edition, commune, sector, size, nameAr, nameFr, sample };
const cause = { agreementId: 'b', agreementVersion: 4, revision: 2, cancelled: true };
const basis = { agreementId: 'b', agreementVersion: 4, revision: 2 };
const approved = naming({ status: 'APPROVED', inForce: null });
const cancelled = naming({ status: 'CANCELLED', inForce: null });
const decide = (
  state: ReturnType<typeof worksite> | undefined,
  namings: ReturnType<typeof naming>[],
  more = {},
) => settle(state, description, { namings, cause: { ...cause, ...more }, today: '2022-06-01' });

describe('what becomes of a worksite when agreements change', () => {
  test('an approved agreement plans what does not exist; a draft does not', () => {
    expect(decide(undefined, [approved])).toMatchObject({
      event: 'planned',
      state: {
        ...description,
        status: 'PLANNED',
        basis: { agreementId: 'a', agreementVersion: 3, revision: 1 },
      },
    });
    expect(
      decide(undefined, [naming({ status: 'DRAFT', current: { approved: false }, inForce: null })]),
    ).toBeUndefined();
  });

  test('what is planned is cancelled when nothing plans it any more', () => {
    expect(decide(worksite(), [approved, cancelled])).toBeUndefined();
    expect(decide(worksite(), [cancelled])).toMatchObject({
      event: 'cancelled',
      state: { status: 'CANCELLED', basis },
    });
    expect(decide(worksite(), [])).toMatchObject({ event: 'cancelled' });
  });

  test('what was cancelled is reinstated when an agreement plans it again', () => {
    const gone = worksite({ status: 'CANCELLED' });
    expect(decide(gone, [cancelled])).toBeUndefined();
    expect(decide(gone, [cancelled, approved])).toMatchObject({
      event: 'reinstated',
      state: { status: 'PLANNED' },
    });
  });

  test('what is open stands still when no agreement in force is left, and says why in two languages', () => {
    const opened = worksite({ status: 'OPEN', openedOn: '2022-03-01' });
    expect(decide(opened, [cancelled, naming()])).toBeUndefined();
    expect(decide(opened, [cancelled, approved])).toMatchObject({
      event: 'suspended',
      state: {
        status: 'SUSPENDED',
        basis,
        suspensions: [{ from: '2022-06-01', until: null, reason: expect.stringMatching(/أُلغيت.*annulée/) }],
      },
    });
    expect(decide(opened, [], { cancelled: false })).toMatchObject({
      state: { suspensions: [{ reason: expect.stringContaining('Plus aucune convention') }] },
    });
  });

  test.each(['SUSPENDED', 'CLOSED'] as const)('what is %s stays so', (status) => {
    expect(decide(worksite({ status, openedOn: '2022-03-01' }), [])).toBeUndefined();
    expect(decide(worksite({ status, openedOn: '2022-03-01' }), [naming()])).toBeUndefined();
  });
});
