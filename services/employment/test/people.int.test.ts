import { caller, type OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { PeopleMet1767225600003 } from '../src/migrations/0003-people-met.ts';
import {
  guelmim,
  hire,
  khenifra,
  newPerson,
  openEmploymentService,
  openSite,
  register,
  somebody,
} from './opened-employment.ts';

describe('people', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openEmploymentService();
  });
  afterEach(() => expect(service.faults).toEqual([]));
  afterAll(() => service[Symbol.asyncDispose]());

  test('are registered with their identity, which their province can read again', async () => {
    const input = { ...somebody(), nationalId: 'ab 123456' };
    const { data, rules } = await register(service, input);
    expect(rules).toEqual([]);
    expect(data.registerPerson.person).toMatchObject({
      version: 1,
      province: { code: '05.301' },
      name: 'Invented Person',
      nationalId: 'AB123456',
      birthDate: '1990-05-17',
      phone: '+212600000000',
    });
  });

  test('nothing of who they are stands in tables, events or the audit trail', async () => {
    const input = { ...somebody(), name: 'Zineb Cachée', nationalId: 'QX765432', birthDate: '1971-03-09' };
    const { data } = await register(service, input);
    const { id } = data.registerPerson.person;
    const tables: { table: string }[] = await service.database.query(
      "select table_name as table from information_schema.tables where table_schema = 'public'",
    );
    expect(tables.length).toBeGreaterThan(8);
    for (const { table } of tables) {
      const rows: { row: string }[] = await service.database.query(`select t::text as row from "${table}" t`);
      const found = rows.filter(({ row }) => /QX765432|Cachée|1971-03-09|600000000/.test(row));
      expect({ table, found }).toEqual({ table, found: [] });
    }
    const [event] = await service.told(id);
    expect(Object.keys(event?.data ?? {}).sort()).toEqual(
      'ageBand category commune edition gender id milieu province recordedAt version'.split(' '),
    );
  });

  test('are the same person for any province that knows their national id and date of birth', async () => {
    const input = somebody();
    const first = await register(service, input);
    const again = await register(
      service,
      {
        ...input,
        province: '10.261',
        nationalId: ` ${input.nationalId.toLowerCase()}`,
        gender: 'MALE',
        name: 'Other',
      },
      guelmim,
    );
    expect(again.rules).toEqual([]);
    expect(again.data.registerPerson.person).toEqual(first.data.registerPerson.person);
    expect(again.data.registerPerson.receipt).toBe(first.data.registerPerson.receipt);
    expect(await service.told(first.data.registerPerson.person.id)).toHaveLength(1);
  });

  test('are not the same with another date of birth', async () => {
    const input = somebody();
    await register(service, input);
    const other = await register(service, { ...input, birthDate: '1990-05-18' });
    expect(other.rules).toEqual(['person.identity-mismatch']);
  });

  test('who are registered twice at the same instant are one', async () => {
    const input = somebody();
    const answers = await Promise.all([1, 2, 3, 4].map(() => register(service, input)));
    expect(answers.flatMap(({ rules }) => rules)).toEqual([]);
    expect(new Set(answers.map(({ data }) => data.registerPerson.person.id)).size).toBe(1);
  });

  test('the same entry with the same key is one, another entry with it is refused', async () => {
    const input = { ...somebody(), idempotencyKey: 'the-same-key' };
    const first = await register(service, input);
    const again = await register(service, input);
    expect(again.data).toEqual(first.data);
    expect((await register(service, { ...input, phone: null })).rules).toEqual(['idempotency.other-input']);
  });

  test('are not shown to who repeats an entry with a token for another province', async () => {
    const input = { ...somebody(), idempotencyKey: 'of-another-province' };
    await register(service, input);
    const moved = { ...guelmim, subject: khenifra.subject };
    expect(await register(service, input, moved)).toMatchObject({
      data: { registerPerson: null },
      rules: ['idempotency.other-input'],
    });
  });

  test('are entered by their own province only, and shown to nobody else', async () => {
    const input = somebody();
    expect((await register(service, input, guelmim)).rules).toEqual(['scope.other-province']);
    const { data } = await register(service, input);
    const { id } = data.registerPerson.person;
    // Known by now: still not for another province to enter here.
    expect((await register(service, input, guelmim)).rules).toEqual(['scope.other-province']);

    const read = (by: Parameters<typeof service.ask>[0], fields: string) =>
      service.ask(by, `{ person(id: "${id}") { ${fields} } }`);
    expect((await read(khenifra, 'name')).data).toEqual({ person: { name: 'Invented Person' } });
    expect((await read(caller('auditor'), 'name')).data).toEqual({ person: { name: 'Invented Person' } });
    expect((await read(caller('ministry'), 'ageBand name')).rules).toEqual(['role.not-allowed']);
    expect((await read(caller('ministry'), 'ageBand')).data).toEqual({ person: { ageBand: '35-44' } });
    expect((await read(guelmim, 'ageBand')).rules).toEqual(['scope.other-province']);
    expect((await read(undefined, 'ageBand')).rules).toEqual(['token.missing']);
  });

  test('are shown by their id to each province that has registered them, and named as registered first', async () => {
    const input = somebody();
    const { data } = await register(service, input);
    const { id } = data.registerPerson.person;
    const read = () => service.ask(guelmim, `{ person(id: "${id}") { name province { code } } }`);
    expect((await read()).rules).toEqual(['scope.other-province']);
    await register(service, { ...input, province: '10.261' }, guelmim);
    expect((await read()).data).toEqual({
      person: { name: 'Invented Person', province: { code: '05.301' } },
    });
  });

  test('who were registered or placed before it was noted whom a province has met are known to it', async () => {
    const there = openSite({ jobs: 1, province: '10.261', commune: '10.261.01.03' });
    await service.take(...there.all);
    const placed = await newPerson(service, [khenifra, guelmim]);
    await hire(service, { personId: placed, worksiteId: there.worksiteId }, guelmim);
    const registered = await newPerson(service, [khenifra, guelmim]);
    const runner = service.database.createQueryRunner();
    const migration = new PeopleMet1767225600003();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    const met = (id: string) =>
      service.database.query('select province from person_met where person_id = $1 order by province', [id]);
    expect(await met(placed)).toEqual([{ province: '05.301' }, { province: '10.261' }]);
    expect(await met(registered)).toEqual([{ province: '05.301' }]);
  });

  test('a province lists those whom it was the first to register', async () => {
    const others = await register(service, { ...somebody(), province: '10.261' }, guelmim);
    const list = (by: Parameters<typeof service.ask>[0]) =>
      service.ask(by, '{ persons(first: 200) { totalCount nodes { id name } } }');
    const ofGuelmim = await list(guelmim);
    expect(ofGuelmim.data.persons.nodes).toEqual([
      { id: others.data.registerPerson.person.id, name: 'Invented Person' },
    ]);
    expect((await list(caller('auditor'))).rules).toEqual(['role.not-allowed']);
    expect((await list(undefined)).rules).toEqual(['token.missing']);
  });
});
