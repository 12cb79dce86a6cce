import { randomUUID } from 'node:crypto';
import {
  agreement,
  commitment,
  commitmentId,
  deadLetters,
  payment,
  placement,
  type ThingContract,
  type ThingState,
  worksite,
} from '@awrach/contracts';
import {
  aCommitment,
  aLine,
  anAgreement,
  aPayment,
  aPlacement,
  aRevision,
  aWorksite,
  khenifra,
  mrirt,
  town,
} from '../states.ts';
import { type Audited, openAudited, runAt, tellHistories } from './audited.ts';

let audited: Audited;
beforeAll(async () => {
  audited = await openAudited();
});
beforeEach(() => audited.forget());
afterAll(() => audited[Symbol.asyncDispose]());

const now = () => `${new Date().toISOString().slice(0, -1)}000Z`;

describe('A look at totals that hold what their sources told', () => {
  test('finds nothing, whatever happened in whatever order, and says what it compared', async () => {
    await tellHistories(audited, Math.floor(Math.random() * 1e9), 150);
    const look = await audited.look();
    expect(look).toMatchObject({
      equal: true,
      things: { count: 0 },
      cells: { count: 0 },
      members: { count: 0 },
      inFlight: { count: 0 },
    });
    expect(Object.values(look.compared.things).reduce((sum, one) => sum + one, 0)).toBe(150);
    expect(look.compared.cells).toBeGreaterThan(10);
    expect(look.compared.members).toBeGreaterThan(10);
  });

  test('goes on from page to page', async () => {
    const many = Array.from({ length: 2_300 }, () => aPayment());
    await audited.tell(payment, ...many);
    const look = await audited.look();
    expect(look).toMatchObject({ equal: true, compared: { things: { [payment.topic]: 2_300 } } });
    const lost = many[1_200];
    await audited.totals.sql.query('delete from contribution where thing = $1', [lost?.id]);
    const again = await audited.look();
    expect(again.things).toMatchObject({ count: 1, named: [{ thing: lost?.id, wrong: 'missing' }] });
  });
});

describe('A look finds, and names,', () => {
  beforeEach(() => tellHistories(audited, 7, 60));

  test('a figure that was changed by hand, with nothing behind it', async () => {
    await audited.tell(agreement, anAgreement({ revisions: [aRevision({ lines: [aLine({ jobs: 5 })] })] }));
    await audited.totals.sql.query(
      `update cell set value = value + 7 where measure = 'jobs' and place = $1 and edition = 2022`,
      [town],
    );
    const { equal, things, members, cells } = await audited.look();
    expect(equal).toBe(false);
    expect([things.count, members.count]).toEqual([0, 0]);
    expect(cells).toMatchObject({
      count: 1,
      named: [{ measure: 'jobs', place: town, edition: 2022, things: [], more: 0 }],
    });
    const [cell] = cells.named;
    expect(BigInt(cell?.totals ?? 0) - BigInt(cell?.sources ?? 0)).toBe(7n);
  });

  test('a member that is missing, while the figure still counts it', async () => {
    const one = anAgreement();
    await audited.tell(agreement, one);
    await audited.totals.sql.query('delete from member where member = $1 and edition <> 0', [one.partnerId]);
    const { things, members, cells } = await audited.look();
    expect([things.count, cells.count]).toEqual([0, 0]);
    expect(members).toMatchObject({
      count: 1,
      named: [
        { measure: 'partners', place: khenifra, edition: 2022, member: one.partnerId, sources: 1, totals: 0 },
      ],
    });
  });

  test('an event that totals never heard of, and the figures that lack it', async () => {
    const lost = aPayment({ commune: mrirt, amount: '12.50' });
    await audited.record(payment, lost);
    const { things, cells } = await audited.look();
    expect(things).toMatchObject({
      count: 1,
      named: [{ topic: payment.topic, thing: lost.id, wrong: 'missing', totals: null, deadLetters: [] }],
    });
    expect(cells).toMatchObject({
      count: 1,
      named: [{ measure: 'grantPaid', place: mrirt, things: [{ topic: payment.topic, thing: lost.id }] }],
    });
  });

  test('the dead letter behind a version that totals lack', async () => {
    const first = anAgreement();
    await audited.tell(agreement, first);
    await audited.record(agreement, { ...first, version: 2, status: 'CANCELLED' } as ThingState);
    const letter = {
      id: randomUUID(),
      version: 1,
      reason: 'schema',
      detail: 'The data breaks its contract.',
      origin: { topic: agreement.topic, partition: 0, offset: '7', log: null },
      headers: { ce_subject: first.id, ce_version: '2' },
    };
    await audited.totals.sql.query(
      `insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province)
       values (gen_random_uuid(), $1, $2, 'set-aside', $3, 1, now(), '')`,
      [deadLetters.totals.topic, letter.id, JSON.stringify(letter)],
    );
    const { things } = await audited.look();
    expect(things).toMatchObject({
      count: 1,
      named: [
        {
          thing: first.id,
          wrong: 'behind',
          source: { version: 2 },
          totals: { version: 1 },
          deadLetters: [{ id: letter.id, reason: 'schema', version: 2 }],
        },
      ],
    });
  });

  test('a contribution that was altered, and one that no source knows', async () => {
    const altered = aPlacement();
    const foreign = aPlacement({ status: 'CANCELLED' });
    await audited.tell(placement, altered);
    await audited.apply(placement, foreign);
    await audited.totals.sql.query(
      `update contribution set contribution = '{"c": [["placements", "05.301.01.01", 2022, "2"]], "m": []}' where thing = $1`,
      [altered.id],
    );
    const { things, cells } = await audited.look();
    expect(things.count).toBe(2);
    expect(things.named).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ thing: altered.id, wrong: 'altered' }),
        expect.objectContaining({ thing: foreign.id, wrong: 'unknown', source: null }),
      ]),
    );
    expect(cells.count).toBe(0); // The figures were reckoned by what was right.
  });

  test('of a great many only the first, and counts all', async () => {
    for (const one of Array.from({ length: 30 }, () => aPayment())) await audited.record(payment, one);
    const { things } = await audited.look({ most: 10 });
    expect([things.count, things.named.length]).toEqual([30, 10]);
  });
});

describe('What a source has just told', () => {
  test('is looked at again until totals hold it, and is no difference', async () => {
    const young = anAgreement({ recordedAt: now() });
    await audited.record(agreement, young);
    const arriving = setTimeout(() => void audited.apply(agreement, young), 1_000);
    const look = await audited.look();
    clearTimeout(arriving);
    expect(look).toMatchObject({ equal: true, inFlight: { count: 1, arrived: 1 } });
  });

  test('is counted by the version that totals hold meanwhile', async () => {
    const first = anAgreement({ status: 'DRAFT' });
    await audited.tell(agreement, first);
    const second = { ...first, version: 2, status: 'APPROVED' as const, recordedAt: now() };
    await audited.record(agreement, second);
    const arriving = setTimeout(() => void audited.apply(agreement, second), 500);
    expect(await audited.look()).toMatchObject({ equal: true, cells: { count: 0 } });
    clearTimeout(arriving);
  });

  test('is a difference when it does not arrive in time', async () => {
    const first = aPayment();
    await audited.tell(payment, first);
    await audited.record(payment, { ...first, version: 2, amount: '1.00', recordedAt: now() } as ThingState);
    const look = await audited.look({ youngSeconds: 2 });
    expect(look).toMatchObject({
      equal: false,
      inFlight: { count: 1, arrived: 0 },
      things: { count: 1, named: [{ thing: first.id, wrong: 'behind', totals: { version: 1 } }] },
    });
  });
});

describe('Crossings', () => {
  const line = aLine({ commune: town });
  const fundedBy = (id: string) => ({ commitmentId: commitmentId(id), version: 1 });
  const inForce = (id: string = randomUUID()) => ({
    ...anAgreement({
      status: 'IN_FORCE',
      inForceRevision: 1,
      revisions: [aRevision({ lines: [line], fundedBy: fundedBy(id) })],
    }),
    id,
  });
  const reserved = (agreementId: string) => ({
    ...aCommitment({ agreementId, decision: 'RESERVED', revision: 1 }),
    id: commitmentId(agreementId),
  });
  const cancelled = (one: ReturnType<typeof inForce>) => ({
    ...one,
    version: 2,
    status: 'CANCELLED' as const,
    cancellation: { on: '2022-07-01', reason: 'r' },
  });
  const openUnder = (agreementId: string) => ({
    ...aWorksite({ status: 'OPEN', basis: { agreementId, agreementVersion: 1, revision: 1 } }),
    id: line.worksiteId,
  });
  const hiredUnder = (agreementId: string) =>
    aPlacement({ agreementId, worksiteId: line.worksiteId, lineId: line.lineId, endsOn: '2022-09-30' });
  const tell = (contract: ThingContract, state: ThingState) => audited.tell(contract, state);

  test('are none where everything rests on what is there', async () => {
    const ground = inForce();
    await tell(agreement, ground);
    await tell(commitment, reserved(ground.id));
    await tell(worksite, openUnder(ground.id));
    await tell(placement, hiredUnder(ground.id));
    expect(await audited.look()).toMatchObject({ equal: true, crossings: { count: 0, noticed: 0 } });
  });

  test('are told apart by whether the service has acted on them, and are no differences', async () => {
    const ground = inForce();
    const marked = hiredUnder(ground.id);
    const unmarked = hiredUnder(ground.id);
    await audited.tell(agreement, ground, cancelled(ground));
    await tell(commitment, reserved(ground.id));
    await tell(worksite, openUnder(ground.id));
    await tell(placement, {
      ...marked,
      groundLost: { reason: 'AGREEMENT_CANCELLED', at: '2022-07-01T00:00:00.000000Z' },
    } as ThingState);
    await tell(placement, unmarked);
    const { equal, crossings } = await audited.look();
    expect(equal).toBe(true);
    expect(crossings).toMatchObject({ count: 4, noticed: 1 });
    expect(crossings.named.map(({ kind, thing, noticed }) => [kind, thing, noticed])).toEqual(
      expect.arrayContaining([
        ['worksite-without-ground', line.worksiteId, false],
        ['placement-without-ground', marked.id, true],
        ['placement-without-ground', unmarked.id, false],
        ['commitment-not-released', commitmentId(ground.id), false],
      ]),
    );
  });

  test('are none for a worksite that goes on under another agreement in force', async () => {
    const [first, second] = [inForce(), inForce()];
    await audited.tell(agreement, first, cancelled(first), second);
    await tell(commitment, reserved(second.id));
    await tell(worksite, openUnder(first.id));
    expect((await audited.look()).crossings.count).toBe(0);
  });

  test('are agreements in force that no commitment funds', async () => {
    const [unfunded, released] = [inForce(), inForce()];
    await audited.tell(agreement, unfunded, released);
    const before = reserved(released.id);
    await audited.tell(commitment, before, { ...before, version: 2, decision: 'RELEASED' } as ThingState);
    const { crossings } = await audited.look();
    expect(new Set(crossings.named.map(({ kind, thing, lost }) => `${kind} ${thing} ${lost}`))).toEqual(
      new Set([
        `agreement-not-funded ${unfunded.id} NEVER_RESERVED`,
        `agreement-not-funded ${released.id} RELEASED`,
      ]),
    );
  });

  test('of which the ground was lost a moment ago are left to the service', async () => {
    const ground = inForce();
    const gone = { ...cancelled(ground), recordedAt: now() };
    await audited.tell(agreement, ground, gone);
    await tell(worksite, openUnder(ground.id));
    await tell(placement, hiredUnder(ground.id));
    expect((await audited.look()).crossings.count).toBe(0);
  });
});

describe('The auditor', () => {
  test('can write nowhere, and reads nothing but events and figures', async () => {
    const writable = 'set session characteristics as transaction read write';
    for (const [url, sql] of [
      [audited.urls.totals, `update cell set value = 0`],
      [audited.urls.totals, `insert into event default values`],
      [audited.urls.partner, `insert into outbox values (1)`],
      [audited.urls.finance, `delete from event`],
      [audited.urls.employment, `create table mine ()`],
      [audited.urls.worksite, `select from consumed_thing`],
    ] as const) {
      await expect(runAt(url, writable, sql)).rejects.toThrow('permission denied');
    }
    await expect(runAt(audited.urls.totals, `create temp table mine ()`)).rejects.toThrow(/denied|read-only/);
  });
});
