import { v7 as newId } from 'uuid';
import { agreementState } from '../../../packages/contracts/test/agreement-state.ts';
import type { OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { change, openWorksiteService, told } from './opened-worksite.ts';

/** Each test has agreements (A older than B) and worksites of its own. */
let A: string;
let B: string;
let W: string;
let X: string;

const lineOn = (worksiteId: string) => ({ lineId: worksiteId, worksiteId });

const agreement = (id: string, version: number, status: 'DRAFT' | 'APPROVED' | 'IN_FORCE' | 'CANCELLED') =>
  agreementState({
    id,
    version,
    status,
    revisions: [{ lines: [lineOn(W)], ...(status === 'DRAFT' ? { approval: null } : {}) }],
  });

describe('what agreements make of worksites', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openWorksiteService();
  });
  beforeEach(() => {
    [A, B, W, X] = [newId(), newId(), newId(), newId()];
  });
  afterEach(() => expect(service.faults).toEqual([]));
  afterAll(() => service[Symbol.asyncDispose]());

  const take = (...states: Parameters<typeof told>[0][]) => service.take(...states.map(told));
  const events = async () => (await service.told(W)).map(({ event }) => event);
  const worksite = async () => {
    const { data } = await service.ask(
      undefined,
      'query ($id: UUID!) { worksite(id: $id) { status commune { code } basis { agreement { id } } agreements { id } } }',
      { id: W },
    );
    return data.worksite;
  };

  test('a draft plans no worksite; its approval does, once', async () => {
    await take(agreement(A, 1, 'DRAFT'));
    expect(await worksite()).toBeNull();

    await take(agreement(A, 2, 'APPROVED'));
    await take(agreement(A, 2, 'APPROVED'));
    await take(agreement(A, 3, 'IN_FORCE'));

    expect(await events()).toEqual(['planned']);
    expect(await worksite()).toEqual({
      status: 'PLANNED',
      commune: { code: '05.301.01.01' },
      basis: { agreement: { id: A } },
      agreements: [{ id: A }],
    });
  });

  test('a planned worksite is cancelled with the last agreement that names it, and reinstated by another', async () => {
    await take(agreement(A, 2, 'APPROVED'), agreement(B, 2, 'APPROVED'));
    await take(agreement(A, 3, 'CANCELLED'));
    expect(await events()).toEqual(['planned']);

    await take(agreement(B, 3, 'CANCELLED'));
    await take(agreement(B, 3, 'CANCELLED'));
    expect(await events()).toEqual(['planned', 'cancelled']);

    const C = newId();
    await take(agreement(C, 2, 'APPROVED'));
    expect(await events()).toEqual(['planned', 'cancelled', 'reinstated']);
    expect(await worksite()).toMatchObject({ status: 'PLANNED', basis: { agreement: { id: C } } });
  });

  test('a worksite that an amendment leaves out stays planned until the amendment is in force', async () => {
    const amended = (version: number, inForceRevision: number) =>
      agreementState({
        id: A,
        version,
        status: 'IN_FORCE',
        inForceRevision,
        revisions: [{ lines: [lineOn(W)] }, { lines: [lineOn(X)], fundedBy: null }],
      });
    await take(agreement(A, 3, 'IN_FORCE'));
    await take(amended(4, 1));
    expect(await events()).toEqual(['planned']);

    await take(amended(5, 2));
    expect(await events()).toEqual(['planned', 'cancelled']);
  });

  test('an open worksite is suspended, once, when its last agreement in force is cancelled', async () => {
    await take(agreement(A, 3, 'IN_FORCE'), agreement(B, 3, 'IN_FORCE'));
    const opened = await change(service, 'openWorksite', { worksiteId: W, openedOn: '2022-03-01' });
    expect(opened.rules).toEqual([]);

    await take(agreement(A, 4, 'CANCELLED'));
    expect(await events()).toEqual(['planned', 'opened']);

    await take(agreement(B, 4, 'CANCELLED'));
    await take(agreement(B, 4, 'CANCELLED'));
    expect(await events()).toEqual(['planned', 'opened', 'suspended']);
    expect((await service.told(W)).at(-1)?.data).toMatchObject({
      status: 'SUSPENDED',
      basis: { agreementId: B, agreementVersion: 4, revision: 1 },
      suspensions: [{ until: null, reason: expect.stringContaining('annulée') }],
    });
  });

  test('two agreements cancelled at the same instant leave no worksite open', async () => {
    await take(agreement(A, 3, 'IN_FORCE'), agreement(B, 3, 'IN_FORCE'));
    await change(service, 'openWorksite', { worksiteId: W, openedOn: '2022-03-01' });

    await service.takeDuring([told(agreement(A, 4, 'CANCELLED'))], () => take(agreement(B, 4, 'CANCELLED')));

    expect(await events()).toEqual(['planned', 'opened', 'suspended']);
  });

  test('two agreements approved at the same instant plan one worksite', async () => {
    await service.takeDuring([told(agreement(A, 2, 'APPROVED'))], () => take(agreement(B, 2, 'APPROVED')));
    expect(await events()).toEqual(['planned']);
  });

  test('a worksite does not open at the instant at which its agreement is cancelled', async () => {
    await take(agreement(A, 3, 'IN_FORCE'));
    const opened = await service.takeDuring([told(agreement(A, 4, 'CANCELLED'))], () =>
      change(service, 'openWorksite', { worksiteId: W, openedOn: '2022-03-01' }),
    );
    expect(opened.rules).toEqual(['worksite.cancelled']);
    expect(await events()).toEqual(['planned', 'cancelled']);
  });

  test('an agreement with a field of work that nobody knows yet is set aside, and nothing of it is kept', async () => {
    const foreign = agreementState({
      id: A,
      version: 2,
      status: 'APPROVED',
      // A later writer's word: readers accept it, worksites cannot be of it.
      revisions: [{ lines: [{ ...lineOn(W), sector: 'FISHERIES' as 'SERVICES' }] }],
    });
    await expect(take(foreign)).rejects.toThrow('FISHERIES');
    expect(await events()).toEqual([]);
  });
});
