import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { agreement, deadLetters, payment, placement, type ThingState, worksite } from '@awrach/contracts';
import { compareFigures } from '../../src/audit/figures.store.ts';
import { generationTables } from '../../src/generation/generation-tables.ts';
import {
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
const compared = (look: { compared: Readonly<Record<string, number>> }) =>
  Object.values(look.compared).reduce((sum, one) => sum + one, 0);
const nothingFound = {
  equal: true,
  things: { count: 0 },
  figures: { cells: { count: 0 }, members: { count: 0 } },
  past: { count: 0 },
};

describe('A look at totals that hold what their sources told', () => {
  test('finds nothing, whatever happened in whatever order, and says what it compared', async () => {
    await tellHistories(audited, Math.floor(Math.random() * 1e9), 150);
    const look = await audited.look();
    expect(look).toMatchObject({ ...nothingFound, cameRight: 0 });
    expect(compared(look)).toBe(150);
    expect(look.figures?.compared.cells).toBeGreaterThan(10);
    expect(look.figures?.compared.members).toBeGreaterThan(10);
    expect(look.past?.compared).toBeGreaterThan(150);
  });

  test('goes on from slice to slice, on whichever side there are more things', async () => {
    const many = Array.from({ length: 2_300 }, () => aPayment());
    await audited.tell(payment, ...many);
    expect(await audited.look()).toMatchObject({ ...nothingFound, compared: { [payment.topic]: 2_300 } });
    const dense = many.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 1_200);
    await audited.totals.sql.query('delete from contribution where thing = any($1)', [
      dense.map(({ id }) => id),
    ]);
    const look = await audited.look({ youngSeconds: 1 });
    expect(look).toMatchObject({ things: { count: 1_200 }, compared: { [payment.topic]: 2_300 } });
    expect(new Set(look.things.named.map(({ wrong }) => wrong))).toEqual(new Set(['missing']));
  });

  test('looks at the generation that is live, and at no other', async () => {
    await tellHistories(audited, 3, 20);
    for (const { name } of generationTables) {
      await audited.totals.sql.query(
        `create table if not exists ${name}_7 partition of ${name} for values in (7)`,
      );
    }
    await audited.totals.sql.query('update head set generation = 7');
    try {
      expect((await audited.look({ youngSeconds: 1 })).things.count).toBe(20);
      await audited.forget();
      await tellHistories(audited, 4, 20);
      await audited.totals.sql.query(`insert into cell values (0, 'jobs', $1, 2022, 5)`, [town]);
      expect(await audited.look()).toMatchObject({
        ...nothingFound,
        figures: { version: expect.stringMatching(/^7\./) },
      });
    } finally {
      await audited.totals.sql.query('update head set generation = 0');
    }
  });
});

describe('A look under which another generation becomes the live one', () => {
  test('is taken again, and reports nothing that only held of the former', async () => {
    await tellHistories(audited, 5, 20);
    const [altered, lost] = [aPlacement(), aPayment()];
    await audited.tell(placement, altered);
    await audited.tell(payment, lost);
    const { sql } = audited.totals;
    for (const { name } of generationTables) {
      await sql.query(`create table if not exists ${name}_7 partition of ${name} for values in (7)`);
      await sql.query(
        `insert into ${name} select again.* from ${name} as one,
           jsonb_populate_record(one, '{"generation": 7}') as again where one.generation = 0`,
      );
    }
    await sql.query(
      `update contribution set contribution = '{"c": [], "m": []}' where generation = 0 and thing = $1`,
      [altered.id],
    );
    await sql.query('delete from contribution where generation = 0 and thing = $1', [lost.id]);
    try {
      // It waits for what was lost, having seen what was altered.
      const looking = audited.look();
      await pause(1_000);
      await sql.query('update head set generation = 7');
      expect(await looking).toMatchObject({
        ...nothingFound,
        cameRight: 0,
        figures: { version: expect.stringMatching(/^7\./), cells: { count: 0 } },
      });
    } finally {
      await sql.query('update head set generation = 0');
    }
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
    const { equal, things, figures } = await audited.look();
    expect(equal).toBe(false);
    expect([things.count, figures?.members.count]).toEqual([0, 0]);
    expect(figures?.cells).toMatchObject({
      count: 1,
      named: [{ measure: 'jobs', place: town, edition: 2022, things: [], more: 0 }],
    });
    const [cell] = figures?.cells.named ?? [];
    expect(BigInt(cell?.totals ?? 0) - BigInt(cell?.sources ?? 0)).toBe(7n);
  });

  test('a figure that is not there, and one that nothing adds to', async () => {
    await audited.tell(payment, aPayment({ commune: mrirt, amount: '12.50', edition: 2030 }));
    await audited.totals.sql.query(
      `delete from cell where measure = 'grantPaid' and place = $1 and edition = 2030`,
      [mrirt],
    );
    await audited.totals.sql.query(`insert into cell values (0, 'jobs', $1, 2031, 3)`, [town]);
    expect((await audited.look()).figures?.cells.named).toEqual([
      expect.objectContaining({ measure: 'grantPaid', edition: 2030, sources: '1250', totals: '0' }),
      expect.objectContaining({ measure: 'jobs', edition: 2031, sources: '0', totals: '3' }),
    ]);
  });

  test('a count of members that is off, and one that is missing while the figure still counts it', async () => {
    const [one, other] = [anAgreement(), anAgreement()];
    await audited.tell(agreement, one, other);
    await audited.totals.sql.query('delete from member_edge where member = $1', [one.partnerId]);
    await audited.totals.sql.query('update member_edge set step = 2 where member = $1', [other.partnerId]);
    const { things, figures } = await audited.look();
    // Each in its edition, and over all editions.
    expect([things.count, figures?.cells.count, figures?.members.count]).toEqual([0, 0, 4]);
    const partners = { measure: 'partners', place: khenifra, sources: '1', things: [] };
    const differences = [0, 2022].flatMap((edition) => [
      { ...partners, edition, member: one.partnerId, totals: '0' },
      { ...partners, edition, member: other.partnerId, totals: '2' },
    ]);
    for (const difference of differences)
      expect(figures?.members.named).toContainEqual(expect.objectContaining(difference));
  });

  test('what is kept of the past otherwise than the versions of things say', async () => {
    const at = '2024-03-31T23:30:00.000001Z'; // In UTC+1, which days are of, April has begun.
    await audited.tell(payment, aPayment({ commune: mrirt, amount: '12.50', edition: 2030, recordedAt: at }));
    const of = { measure: 'grantPaid', place: mrirt, edition: 2030, versions: '1250' };
    const differences = async (...sql: string[]) => {
      for (const one of sql) await audited.totals.sql.query(one);
      const { equal, figures, past, things } = await audited.look();
      expect([equal, things.count, figures?.cells.count]).toEqual([false, 0, 0]);
      return past?.named;
    };
    expect(
      await differences(
        `update span_sum set amount = 1251 where edition = 2030 and span = 'month'`,
        `delete from span_sum where edition = 2030 and span = 'day'`,
      ),
    ).toEqual([
      { ...of, place: khenifra.slice(0, 2), kept: 'day', at: '2024-04-01', totals: '0' },
      { ...of, place: khenifra, kept: 'month', at: '2024-04-01', totals: '1251' },
    ]);
    await audited.totals.sql.query(`update span_sum set amount = 1250 where edition = 2030`);
    await audited.totals.sql.query(
      `insert into span_sum values (0, 'day', 'grantPaid', '2024-04-01', $1, 2030, 1250)`,
      [khenifra.slice(0, 2)],
    );
    // A batch whose last moment is not after its edge is read without it.
    expect(
      await differences(
        `update movement set last_at = first_at - interval '1 microsecond' where day = '2024-04-01' and sums::text like '%2030%'`,
      ),
    ).toEqual([{ ...of, kept: 'edge', at, totals: '0' }]);
    expect(
      await differences(`delete from movement where day = '2024-04-01' and sums::text like '%2030%'`),
    ).toEqual([
      { ...of, place: khenifra, kept: 'batch', at: '2024-04-01', totals: '0' },
      { ...of, kept: 'edge', at, totals: '0' },
    ]);
  });

  test('an event that totals never heard of, and the figures and members that lack it', async () => {
    const lost = anAgreement({
      edition: 2029,
      revisions: [aRevision({ lines: [aLine({ commune: mrirt })] })],
    });
    await audited.record(agreement, lost);
    const { things, figures } = await audited.look({ youngSeconds: 1 });
    const name = { topic: agreement.topic, thing: lost.id };
    expect(things).toMatchObject({
      count: 1,
      named: [{ ...name, wrong: 'missing', totals: null, deadLetters: [] }],
    });
    const of2029 = figures?.cells.named.filter(({ edition }) => edition === 2029) ?? [];
    expect(of2029.map(({ measure, sources, totals }) => `${measure} ${totals} ${sources}`)).toEqual([
      'agreements 0 1',
      'agreementsPlanned 0 1',
      'communes 0 1',
      'jobs 0 10',
      'partners 0 1',
      'personMonths 0 40',
      'worksites 0 1',
    ]);
    expect(of2029.every(({ things: [behind] }) => behind?.thing === lost.id)).toBe(true);
    expect(figures?.members.named).toContainEqual(
      expect.objectContaining({ measure: 'partners', member: lost.partnerId, edition: 0, things: [name] }),
    );
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
    const { things } = await audited.look({ youngSeconds: 1 });
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

  test('a contribution that was altered, one that no source knows, and a version that its source does not have', async () => {
    const altered = aPlacement();
    const foreign = aPlacement({ status: 'CANCELLED' });
    const ahead = aPlacement();
    await audited.tell(placement, altered, ahead);
    await audited.apply(placement, foreign, { ...ahead, version: 9 });
    await audited.totals.sql.query(
      `update contribution set contribution = '{"c": [["placements", "05.301.01.01", 2022, "2"]], "m": []}' where thing = $1`,
      [altered.id],
    );
    const { things, figures } = await audited.look();
    expect(things.count).toBe(3);
    expect(things.named).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ thing: altered.id, wrong: 'altered' }),
        expect.objectContaining({ thing: foreign.id, wrong: 'unknown', source: null }),
        expect.objectContaining({ thing: ahead.id, wrong: 'ahead' }),
      ]),
    );
    expect(figures?.cells.count).toBe(0); // They were reckoned by what was right.
  });

  test('of a great many only the first, and counts all', async () => {
    for (const one of Array.from({ length: 30 }, () => aPayment())) await audited.record(payment, one);
    const { things } = await audited.look({ most: 10, youngSeconds: 1 });
    expect([things.count, things.named.length]).toEqual([30, 10]);
  });

  test('that totals are behind as a whole, and then compares no figures', async () => {
    await runAt(
      audited.sourceUrl,
      `insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province)
       select gen_random_uuid(), '${payment.topic}', id, 'told', json_build_object(
         'id', id, 'version', 1, 'recordedAt', '2022-05-01T08:00:00.000000Z', 'province', '${khenifra}',
         'edition', 2022, 'commune', '${town}', 'amount', '1.00'), 1, '2022-05-01T08:00:00Z', '${khenifra}'
       from (select gen_random_uuid()::text as id from generate_series(1, 10500)) as many`,
    );
    const { equal, things, figures } = await audited.look({ youngSeconds: 1 });
    expect([equal, things.count, things.named.length, figures]).toEqual([false, 10_500, 100, null]);
  });
});

describe('What a source has just told', () => {
  test('is looked at again until totals hold it, and is no difference', async () => {
    const young = anAgreement({ recordedAt: now() });
    await audited.record(agreement, young);
    const looking = audited.look();
    await pause(1_000);
    await audited.apply(agreement, young);
    expect(await looking).toMatchObject({ ...nothingFound, cameRight: 1 });
  });

  test('may have been stamped long ago, in a transaction that was long', async () => {
    const old = aPayment();
    await audited.record(payment, old);
    const looking = audited.look();
    await pause(1_000);
    await audited.apply(payment, old);
    expect(await looking).toMatchObject({ ...nothingFound, cameRight: 1 });
  });

  test('is a difference when it does not arrive in time', async () => {
    const first = aPayment();
    await audited.tell(payment, first);
    await audited.record(payment, { ...first, version: 2, amount: '1.00', recordedAt: now() } as ThingState);
    expect(await audited.look({ youngSeconds: 2 })).toMatchObject({
      equal: false,
      cameRight: 0,
      things: { count: 1, named: [{ thing: first.id, wrong: 'behind', totals: { version: 1 } }] },
      figures: { cells: { count: 1 } },
    });
  });

  test('and has come in after it was looked at again leaves the figures right', async () => {
    const late = { ...aPayment(), version: 2, amount: '9.00' } as const;
    await audited.tell(payment, late);
    const former = { version: 1, recordedAt: late.recordedAt, contribution: { cells: [], members: [] } };
    const judged = {
      topic: payment.topic,
      thing: late.id,
      latest: former,
      atHeld: undefined,
      lack: undefined,
    };
    const stale = { ...judged, held: undefined, wrong: 'missing' } as const;
    const found = await compareFigures(audited.totals.sql, [stale], 10);
    expect(found).toMatchObject({ compared: { cells: 1 }, cells: { count: 0 } });
  });

  test('is never a difference while totals follow, however much is going on', async () => {
    let writing = true;
    const things = Array.from({ length: 40 }, () => anAgreement({ edition: 2022 }));
    const write = async (mine: typeof things) => {
      for (let version = 1; writing; version += 1) {
        for (const thing of mine) {
          const status = version % 3 === 0 ? ('CANCELLED' as const) : ('APPROVED' as const);
          const state = { ...thing, version, status, recordedAt: now() };
          await audited.record(agreement, state);
          await audited.apply(agreement, state);
        }
      }
    };
    const writers = [write(things.slice(0, 20)), write(things.slice(20))];
    for (let i = 0; i < 15; i += 1) expect(await audited.look()).toMatchObject(nothingFound);
    writing = false;
    await Promise.all(writers);
    const look = await audited.look();
    expect(look).toMatchObject({ ...nothingFound, cameRight: 0, compared: { [agreement.topic]: 40 } });
  });
});

describe('Crossings', () => {
  const cancelledAt = '2022-06-01T08:00:00.000000Z';
  const ground = anAgreement();
  const cancelled = { ...ground, version: 6, status: 'CANCELLED' as const, recordedAt: cancelledAt };
  const basis = { agreementId: ground.id, agreementVersion: 5, revision: 1 };
  const opened = (recordedAt: string) => ({ ...aWorksite({ basis }), version: 2, recordedAt });
  const before = '2022-05-01T08:00:00.000000Z';
  const after = '2022-06-01T08:00:00.500000Z';

  test('are decisions taken on a version from before a loss that stood recorded already; what was said since is named', async () => {
    const [site, quiet] = [opened(after), opened(after)];
    await audited.record(agreement, cancelled, 'cancelled');
    await audited.record(worksite, site, 'opened');
    await audited.record(worksite, { ...site, version: 3, status: 'SUSPENDED' } as ThingState, 'suspended');
    await audited.record(worksite, quiet, 'opened');
    const { crossings } = await audited.look({ youngSeconds: 1 });
    expect(crossings).toMatchObject({ count: 2, unanswered: 1 });
    const type = (event: string) => `ma.awrach.worksite.worksite.${event}.v1`;
    const crossing = { basis: 5, ground: { topic: agreement.topic, thing: ground.id, version: 6 } };
    expect(crossings.named.toSorted((a) => (a.since ? -1 : 1))).toMatchObject([
      { ...crossing, decision: { thing: site.id, event: type('opened') }, since: type('suspended') },
      { ...crossing, decision: { thing: quiet.id, event: type('opened') }, since: null },
    ]);
  });

  test('are decisions whose ground was lost later and whose service has said nothing since', async () => {
    const hired = {
      ...aPlacement({ agreementId: ground.id, basis: { worksiteVersion: 2, agreementVersion: 5 } }),
    };
    const marked = { ...hired, id: randomUUID() };
    await audited.record(agreement, cancelled, 'cancelled');
    await audited.record(placement, hired, 'started');
    await audited.record(placement, marked, 'started');
    const mark = { reason: 'AGREEMENT_CANCELLED', at: after };
    await audited.record(placement, { ...marked, version: 2, groundLost: mark } as ThingState, 'marked');
    const { crossings } = await audited.look({ youngSeconds: 1 });
    expect(crossings).toMatchObject({ count: 1, unanswered: 1, named: [{ decision: { thing: hired.id } }] });
  });

  test('are none where the decider knew, where the ground came back, or where the loss is too young for an answer', async () => {
    const site = { ...opened(after), basis: { ...basis, agreementVersion: 6 } };
    await audited.record(agreement, cancelled, 'cancelled');
    await audited.record(worksite, site, 'opened');
    const stopped = aWorksite({ status: 'SUSPENDED' });
    await audited.record(worksite, { ...stopped, version: 3, recordedAt: before }, 'suspended');
    await audited.record(worksite, { ...stopped, version: 4, recordedAt: after }, 'resumed');
    const known = { worksiteId: stopped.id, basis: { worksiteVersion: 2, agreementVersion: 5 } };
    await audited.record(placement, aPlacement(known), 'started');
    const closing = aWorksite({ status: 'CLOSED', recordedAt: now() });
    await audited.record(worksite, { ...closing, version: 5 }, 'closed');
    await audited.record(placement, aPlacement({ ...known, worksiteId: closing.id }), 'started');
    await audited.apply(
      worksite,
      site,
      { ...stopped, version: 4, recordedAt: after },
      { ...closing, version: 5 },
    );
    expect((await audited.look({ youngSeconds: 30 })).crossings).toMatchObject({ count: 0 });
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
