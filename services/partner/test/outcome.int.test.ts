import { once } from 'node:events';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Answer, OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { until } from '../../../test/testkit/until.ts';
import { aDraft, aPartner, change, fresh, openPartnerService, selectedPartner } from './opened-partner.ts';

let service: OpenedSubgraph;
beforeAll(async () => {
  service = await openPartnerService();
});
afterAll(() => service[Symbol.asyncDispose]());

/** Holds a table against everybody; `held` resolves once those before have let go of it. */
async function lock(table: string) {
  const session = service.database.createQueryRunner();
  await session.startTransaction();
  const held = session.query(`lock table ${table} in access exclusive mode`);
  return {
    held,
    release: async () => {
      await session.rollbackTransaction();
      await session.release();
    },
  };
}

const waitingFor = (table: string): Promise<{ pid: number }[]> =>
  service.database.query(
    `select l.pid from pg_locks l join pg_database d on d.oid = l.database
     where d.datname = current_database() and not l.granted and l.relation = $1::regclass`,
    [table],
  );

async function sessionsWaitingFor(table: string): Promise<number[]> {
  const waiting = await until(
    `somebody waits for ${table}`,
    () => waitingFor(table),
    (sessions) => sessions.length > 0,
  );
  return waiting.map(({ pid }) => pid);
}

/** Ends these sessions. @returns once the service's pool has noticed, so that what is asked next gets a connection that works */
async function end(pids: readonly number[]): Promise<void> {
  const noticed = once((service.database.driver as PostgresDriver).master, 'remove');
  await service.database.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [pids]);
  await noticed;
}

/** Ends the session of whoever is asked as soon as it wants to read `table`. */
async function endedWhileReading(table: string, ask: () => Promise<Answer>): Promise<Answer> {
  const reading = await lock(table);
  await reading.held;
  const answer = ask();
  await end(await sessionsWaitingFor(table));
  await reading.release();
  return answer;
}

/** Ends the session of a mutation between its commit, held up at the audit, and its next look at `table`. */
async function endedAfterCommit(table: string, mutate: () => Promise<Answer>): Promise<Answer> {
  const committing = await lock('audit');
  await committing.held;
  const answer = mutate();
  await sessionsWaitingFor('audit');
  const reading = await lock(table);
  await sessionsWaitingFor(table);
  await committing.release();
  await reading.held;
  await end(await sessionsWaitingFor(table));
  await reading.release();
  return answer;
}

const session = { kind: 'ORDINARY', heldOn: '2022-05-10' };
const drafted = async () => {
  const draft = aDraft(await selectedPartner(service));
  const { data } = await change(
    service,
    'draftAgreement',
    draft,
    'agreement { id currentRevision { parties { id } } }',
  );
  return data.draftAgreement.agreement;
};
const registered = async (): Promise<string> => {
  const { data } = await change(service, 'registerPartner', aPartner(), 'partner { id }');
  return data.registerPartner.partner.id;
};

describe('when the database ends the connection', () => {
  test.each([
    [
      'approveAgreement',
      'agreement',
      'agreement { status }',
      { agreement: { status: 'APPROVED' } },
      async () => ({ agreementId: (await drafted()).id, session }),
    ],
    [
      'signAgreement',
      'agreement',
      'agreement { currentRevision { parties { signedOn } } }',
      {
        agreement: { currentRevision: { parties: [{ signedOn: '2022-05-15' }, { signedOn: '2022-05-15' }] } },
      },
      async () => {
        const { id: agreementId, currentRevision } = await drafted();
        const [first, last] = currentRevision.parties;
        await change(service, 'approveAgreement', { agreementId, session }, 'receipt');
        const signature = { agreementId, partyId: first.id, signedOn: '2022-05-15' };
        await change(service, 'signAgreement', signature, 'receipt');
        return { ...signature, partyId: last.id };
      },
    ],
  ])(
    'just after %s was committed, nobody is told that nothing was kept, and the same key tells',
    async (mutation, table, fields, done, given) => {
      const input = { idempotencyKey: fresh('key'), ...(await given()) };
      const ask = () => change(service, mutation, input, `${fields} receipt`);
      const eventsBefore = (await service.told()).length;
      const interrupted = await endedAfterCommit(table, ask);
      expect(interrupted.errors).toMatchObject([
        { path: [mutation], extensions: { code: 'RETRYABLE', rule: 'service.outcome-unknown' } },
      ]);
      const eventsAfter = (await service.told()).length;
      expect(eventsAfter).toBe(eventsBefore + 1);

      const again = await ask();
      expect(again).toMatchObject({ rules: [], data: { [mutation]: done } });
      expect(await service.told()).toHaveLength(eventsAfter);
    },
  );

  test('before a mutation was committed, the same key carries it out', async () => {
    const input = { idempotencyKey: fresh('key'), ...aPartner() };
    const ask = () => change(service, 'registerPartner', input, 'partner { nameFr }');
    expect((await endedWhileReading('audit', ask)).rules).toEqual(['service.outcome-unknown']);
    expect(await ask()).toMatchObject({
      rules: [],
      data: { registerPartner: { partner: { nameFr: input.nameFr } } },
    });
  });

  test('a reader is told that this part does not answer, in no words of the database', async () => {
    const id = await registered();
    service.faults.length = 0;
    const ask = () => service.ask(undefined, `{ partner(id: "${id}") { id } }`);
    const { errors } = await endedWhileReading('partner', ask);
    expect(errors).toEqual([
      {
        message:
          'This part of the system is not answering at the moment. The rest of the answer is complete.',
        path: ['partner'],
        locations: expect.anything(),
        extensions: { code: 'SERVICE_UNAVAILABLE', rule: 'service.unavailable', requestId: 'test' },
      },
    ]);
    expect(service.faults).toMatchObject([{ originalError: { driverError: { code: '57P01' } } }]);
    expect((await ask()).data).toEqual({ partner: { id } });
  });
});
