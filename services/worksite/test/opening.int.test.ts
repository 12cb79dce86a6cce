import type { Caller } from '@awrach/subgraph';
import { v7 as newId } from 'uuid';
import { agreementState, unsigned } from '../../../packages/contracts/test/agreement-state.ts';
import { caller, type OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { answered, change, khenifra, openWorksiteService, told } from './opened-worksite.ts';

/** Each test has an agreement and a worksite of its own. */
let A: string;
let W: string;

const lines = () => [{ lineId: W, worksiteId: W }];
const approved = (more: object = {}) =>
  told(
    agreementState({
      id: A,
      version: 2,
      status: 'APPROVED',
      revisions: [{ lines: lines(), fundedBy: null, ...more }],
    }),
  );
const inForce = () =>
  told(agreementState({ id: A, version: 3, status: 'IN_FORCE', revisions: [{ lines: lines() }] }));

describe('the life of a worksite', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openWorksiteService();
  });
  beforeEach(() => {
    [A, W] = [newId(), newId()];
  });
  afterEach(() => expect(service.faults).toEqual([]));
  afterAll(() => service[Symbol.asyncDispose]());

  const open = (more: object = {}, by: Caller | null = khenifra) =>
    change(service, 'openWorksite', { worksiteId: W, openedOn: '2022-03-01', ...more }, by);

  test('it opens under an agreement in force and its event says under which', async () => {
    await service.take(inForce());
    const { data, rules } = await open();
    expect(rules).toEqual([]);
    expect(data.openWorksite.worksite).toMatchObject({
      status: 'OPEN',
      version: 2,
      openedOn: '2022-03-01',
      basis: { agreement: { id: A }, agreementVersion: 3, revision: 1 },
    });
    expect((await service.told(W)).at(-1)).toMatchObject({
      event: 'opened',
      data: { openedOn: '2022-03-01', basis: { agreementId: A, agreementVersion: 3, revision: 1 } },
    });
  });

  test('what its province repeats under the same key is done once, and answered in full from what was kept', async () => {
    await service.take(inForce());
    const repeated = { idempotencyKey: `open-${W}` };
    const [first, again] = [await open(repeated), await open(repeated)];
    expect(first.data.openWorksite.worksite.openedOn).toBe('2022-03-01');
    expect(again.data).toEqual(first.data);
    const suspended = { worksiteId: W, from: '2022-03-02', reason: 'Pluie', idempotencyKey: `suspend-${W}` };
    const suspend = () => change(service, 'suspendWorksite', suspended);
    expect((await suspend()).data).toEqual((await suspend()).data);
    expect((await service.told(W)).map(({ event }) => event)).toEqual(['planned', 'opened', 'suspended']);
  });

  test('it is suspended by its province up to 50 times, so that its event can tell them all', async () => {
    await service.take(inForce());
    await open();
    const suspend = () =>
      change(service, 'suspendWorksite', { worksiteId: W, from: '2022-03-01', reason: '🏗'.repeat(2_000) });
    const resume = () => change(service, 'resumeWorksite', { worksiteId: W, on: '2022-03-01' });
    for (let times = 1; times <= 50; times++) {
      expect([...(await suspend()).rules, ...(await resume()).rules]).toEqual([]);
    }
    expect((await suspend()).errors.map(({ extensions }) => extensions)).toMatchObject([
      { rule: 'worksite.suspended-often', field: 'worksiteId' },
    ]);
    // What takes its ground away is not refused.
    await service.take(
      told(agreementState({ id: A, version: 4, status: 'CANCELLED', revisions: [{ lines: lines() }] })),
    );
    expect((await service.told(W)).at(-1)?.event).toBe('suspended');
  });

  test('it does not open while a party has yet to sign', async () => {
    await service.take(approved({ parties: unsigned }));
    expect((await open()).rules).toEqual(['worksite.agreement-unsigned']);
    expect((await service.told(W)).map(({ event }) => event)).toEqual(['planned']);
  });

  test('it awaits finance, and says that to try again is worth it, until finance refuses', async () => {
    await service.take(approved());
    expect((await open()).errors).toMatchObject([
      { extensions: { code: 'RETRYABLE', rule: 'worksite.awaiting-funding' } },
    ]);
    await service.take(answered(A, 'REFUSED'));
    expect((await open()).errors).toMatchObject([
      { extensions: { code: 'CONFLICT', rule: 'worksite.agreement-unfunded' } },
    ]);
  });

  test('finance having refused a former revision says nothing of the present one', async () => {
    await service.take(approved(), answered(A, 'REFUSED', 7));
    expect((await open()).rules).toEqual(['worksite.awaiting-funding']);
  });

  test('it is suspended, resumed and closed, each step on its day', async () => {
    await service.take(inForce());
    await open();
    await change(service, 'suspendWorksite', { worksiteId: W, from: '2022-04-01', reason: 'Floods.' });
    await change(service, 'resumeWorksite', { worksiteId: W, on: '2022-04-10' });
    const early = await change(service, 'closeWorksite', {
      worksiteId: W,
      on: '2022-04-09',
      outcome: 'COMPLETED',
    });
    expect(early.rules).toEqual(['worksite.day-order']);
    const { data } = await change(service, 'closeWorksite', {
      worksiteId: W,
      on: '2022-09-30',
      outcome: 'COMPLETED',
    });
    expect(data.closeWorksite.worksite).toMatchObject({
      status: 'CLOSED',
      closedOn: '2022-09-30',
      outcome: 'COMPLETED',
      suspensions: [{ from: '2022-04-01', until: '2022-04-10', reason: 'Floods.' }],
    });
    expect((await service.told(W)).map(({ event }) => event)).toEqual([
      'planned',
      'opened',
      'suspended',
      'resumed',
      'closed',
    ]);
  });

  test('only its own province changes it, and only the version it has seen', async () => {
    await service.take(inForce());
    expect((await open({}, caller('province', { province: '05.091' }))).rules).toEqual([
      'scope.other-province',
    ]);
    expect((await open({}, caller('ministry'))).rules).toEqual(['role.not-allowed']);
    expect((await open({ expectedVersion: 7 })).rules).toEqual(['version.stale']);
    expect((await open({}, null)).rules).toEqual(['token.missing']);
    expect((await service.told(W)).length).toBe(1);
  });

  test('anybody finds it by province, commune, edition, status and field of work', async () => {
    const elsewhere = { commune: '10.261.01.01', sector: 'SERVICES' as const };
    await service.take(
      told(
        agreementState({
          id: A,
          version: 2,
          status: 'APPROVED',
          province: '10.261',
          revisions: [{ lines: [{ lineId: W, worksiteId: W, ...elsewhere }] }],
        }),
      ),
    );
    const { data, errors } = await service.ask(
      undefined,
      `{ worksites(province: "10.261", edition: 2022, status: PLANNED, sector: SERVICES) { nodes { id province { code } } }
         otherStatus: worksites(province: "10.261", status: OPEN) { totalCount }
         province(code: "10.261") { worksites { nodes { id } } }
         commune(code: "10.261.01.01") { worksites(edition: 2023) { totalCount } worksites2022: worksites(edition: 2022) { totalCount } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      worksites: { nodes: [{ id: W, province: { code: '10.261' } }] },
      otherStatus: { totalCount: 0 },
      province: { worksites: { nodes: [{ id: W }] } },
      commune: { worksites: { totalCount: 0 }, worksites2022: { totalCount: 1 } },
    });
  });
});
