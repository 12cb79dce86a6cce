import { agreement, envelopeId } from '@awrach/contracts';
import { unitOfWork } from '../../../packages/subgraph/src/write/work.ts';
import { type OpenedSubgraph, received } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { lockEnvelopes } from '../src/envelope/envelope.lock.ts';
import {
  commitmentOf,
  council,
  counted,
  forget,
  fund,
  happened,
  openFinance,
  standing,
} from './opened-finance.ts';
import { agreementNumbered, agreementTold } from './states.ts';

describe('envelopes and commitments', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openFinance();
  });
  afterEach(async () => {
    await forget(service);
    expect(service.faults).toEqual([]);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  test('an agreement that the council approves has its grant reserved, and events say so', async () => {
    await fund(service, 'openEnvelope', 5_000);
    await service.take(agreementTold(1));
    expect(await standing(service, 1)).toMatchObject({
      reserved: '1000.00',
      commitments: [{ decision: 'RESERVED', amount: '1000.00', revision: 1, reason: null }],
    });
    const told = await service.told();
    expect(told.map(({ event }) => event)).toEqual(['opened', 'reserved', 'drawn']);
    expect(told[1]?.data).toEqual({
      id: commitmentOf(1),
      version: 1,
      recordedAt: expect.any(String),
      province: '05.301',
      edition: 2022,
      commune: null,
      agreementId: agreementNumbered(1).id,
      revision: 1,
      decision: 'RESERVED',
      amount: '1000.00',
      requested: '1000.00',
      reason: null,
      basis: { agreementVersion: 2 },
    });
  });

  test('a draft asks for nothing, and waits for nobody who holds the envelope', async () => {
    await fund(service, 'openEnvelope', 5_000);
    await service.database.transaction(async (manager) => {
      await lockEnvelopes(unitOfWork(manager, {}), [envelopeId('05.301', 2022)]);
      await service.take(agreementTold(1, { status: 'DRAFT', version: 1 }));
    });
    await service.take(agreementTold(2, { status: 'DRAFT', version: 1 }), agreementTold(3));
    expect(await standing(service, 1, 2, 3)).toMatchObject({
      reserved: '1000.00',
      commitments: [null, null, { decision: 'RESERVED' }],
    });
  });

  test('the same event twice, an overtaken one, and one that changes nothing of the grant leave no trace', async () => {
    await fund(service, 'openEnvelope', 5_000);
    await service.take(agreementTold(1));
    const before = await happened(service);
    await service.take(agreementTold(1));
    await service.take({ ...agreementTold(1, { version: 1, grants: [9_000] }), fresh: false });
    await service.take(agreementTold(1, { version: 3, status: 'IN_FORCE' }));
    expect(await happened(service)).toEqual(before);
  });

  test('what does not fit is refused until the envelope is raised, and then those that waited longest come first', async () => {
    await service.take(agreementTold(2), agreementTold(1));
    await service.take(agreementTold(3));
    expect((await standing(service, 1)).commitments).toMatchObject([
      { reason: 'NO_ENVELOPE', amount: '0.00' },
    ]);

    const opened = await fund(service, 'openEnvelope', 1_000);
    expect(opened.data.answer.envelope).toMatchObject({ reserved: '1000.00', available: '0.00' });
    expect(await standing(service, 1, 2, 3)).toMatchObject({
      decisions: ['RESERVED', 'REFUSED', 'REFUSED'],
      commitments: [{}, { reason: 'ENVELOPE_EXCEEDED' }, { reason: 'ENVELOPE_EXCEEDED' }],
    });

    await fund(service, 'changeEnvelope', 2_500);
    expect((await standing(service, 1, 2, 3)).decisions).toEqual(['RESERVED', 'RESERVED', 'REFUSED']);
  });

  test('a large one that still does not fit does not hold up a smaller one behind it', async () => {
    await service.take(agreementTold(1, { grants: [9_000] }), agreementTold(2));
    await fund(service, 'openEnvelope', 2_000);
    expect((await standing(service, 1, 2)).decisions).toEqual(['REFUSED', 'RESERVED']);
  });

  test('what a cancelled agreement gives back serves those that wait, in the same commit', async () => {
    await fund(service, 'openEnvelope', 1_500);
    await service.take(agreementTold(1), agreementTold(2));
    expect((await standing(service, 1, 2)).decisions).toEqual(['RESERVED', 'REFUSED']);
    await service.take(agreementTold(1, { version: 5, status: 'CANCELLED' }));
    expect(await standing(service, 1, 2)).toMatchObject({
      reserved: '1000.00',
      decisions: ['RELEASED', 'RESERVED'],
    });
  });

  test('an amendment is adjusted, or refused while the former revision stays funded', async () => {
    await fund(service, 'openEnvelope', 1_500);
    await service.take(agreementTold(1, { status: 'IN_FORCE', version: 4 }));
    await service.take(agreementTold(1, { status: 'IN_FORCE', version: 5, amended: [1_600] }));
    expect((await standing(service, 1)).commitments).toEqual([
      { decision: 'REFUSED', amount: '1000.00', revision: 2, reason: 'ENVELOPE_EXCEEDED' },
    ]);
    await fund(service, 'changeEnvelope', 1_600);
    expect(await standing(service, 1)).toMatchObject({
      reserved: '1600.00',
      commitments: [{ decision: 'RESERVED', amount: '1600.00', revision: 2, reason: null }],
    });
    expect(await happened(service)).toContain('commitment adjusted');
  });

  test('of agreements that arrive at the same instant for the last dirhams only as many are funded as fit', async () => {
    await fund(service, 'openEnvelope', 3_500);
    const numbers = [1, 2, 3, 4, 5, 6];
    await Promise.all(numbers.map((n) => service.take(agreementTold(n))));
    const { reserved, decisions } = await standing(service, ...numbers);
    expect(reserved).toBe('3000.00');
    expect(decisions.filter((one: string) => one === 'RESERVED')).toHaveLength(3);
  });

  test('an envelope that opens at the same instant as agreements arrive leaves none of them waiting', async () => {
    const numbers = [1, 2, 3, 4, 5];
    await Promise.all([
      ...numbers.map((n) => service.take(agreementTold(n))),
      fund(service, 'openEnvelope', 10_000),
    ]);
    const { reserved, decisions } = await standing(service, ...numbers);
    expect(decisions).toEqual(numbers.map(() => 'RESERVED'));
    expect(reserved).toBe('5000.00');
  });

  test('batches that hold agreements of several provinces in any order do not stop each other', async () => {
    await fund(service, 'openEnvelope', 100_000);
    await fund(service, 'openEnvelope', 100_000, { province: '05.091' });
    const of = (n: number) => agreementTold(n, { province: n % 2 ? '05.301' : '05.091' });
    await Promise.all(
      [1, 3, 5, 7, 9].flatMap((n) => [service.take(of(n), of(n + 1)), service.take(of(n + 21), of(n + 20))]),
    );
    expect((await standing(service)).reserved).toBe('10000.00');
  });

  test('the database itself holds that no more is reserved than there is', async () => {
    await fund(service, 'openEnvelope', 1_000);
    await expect(service.database.query('update envelope set reserved = amount + 1')).rejects.toThrow(
      'envelope_not_exceeded',
    );
  });

  test('an envelope is not lowered below what is reserved, and nothing of the refusal is kept', async () => {
    await fund(service, 'openEnvelope', 1_500);
    await service.take(agreementTold(1));
    const { errors } = await fund(service, 'changeEnvelope', 999);
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('1000.00 dirhams'),
        extensions: { code: 'CONFLICT', rule: 'envelope.below-reserved', field: 'amount' },
      },
    ]);
    expect((await fund(service, 'changeEnvelope', 1_000)).rules).toEqual([]);
  });

  test('an envelope is opened once, also by two requests at the same instant', async () => {
    const answers = await Promise.all([1, 2].map(() => fund(service, 'openEnvelope', 1_000)));
    expect(answers.flatMap(({ rules }) => rules)).toEqual(['envelope.opened-already']);
  });

  test('the same idempotency key opens it once and answers alike; with another input it is refused', async () => {
    const same = { idempotencyKey: 'open-khenifra-2022' };
    const first = await fund(service, 'openEnvelope', 1_000, same);
    const second = await fund(service, 'openEnvelope', 1_000, same);
    expect(second).toEqual(first);
    expect((await fund(service, 'openEnvelope', 2_000, same)).rules).toEqual(['idempotency.other-input']);
    expect(await happened(service)).toEqual(['envelope opened']);
  });

  test('a stale version, an unknown envelope and a caller who is not the ministry are refused', async () => {
    expect((await fund(service, 'changeEnvelope', 5)).rules).toEqual(['thing.unknown']);
    await fund(service, 'openEnvelope', 1_000);
    await fund(service, 'changeEnvelope', 2_000, { expectedVersion: 1 });
    expect((await fund(service, 'changeEnvelope', 3_000, { expectedVersion: 1 })).rules).toEqual([
      'version.stale',
    ]);
    expect((await fund(service, 'changeEnvelope', 3_000, {}, council)).rules).toEqual(['role.not-allowed']);
  });

  test('75 provinces with their envelopes cost one query', async () => {
    await fund(service, 'openEnvelope', 1_000);
    const { answer, queries } = await counted(service, () =>
      service.ask(undefined, '{ programme { provinces { code envelope(edition: 2022) { amount } } } }'),
    );
    expect(answer.data.programme.provinces).toHaveLength(75);
    expect(queries).toBe(1);
  });

  test('an agreement that asks for more than an event can tell is the fault of its message', async () => {
    const state = agreementNumbered(1);
    for (const { lines } of state.revisions) for (const line of lines) line.grant = '9999999999999.99';
    const [revision] = state.revisions;
    const [line] = revision?.lines ?? [];
    if (revision && line) revision.lines.push({ ...line, lineId: agreementNumbered(2).id });
    await expect(service.take(received(agreement, state))).rejects.toMatchObject({ reason: 'amount' });
  });
});
