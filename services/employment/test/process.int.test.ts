import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { until } from '../../../test/testkit/until.ts';
import { type RunningEmployment, runEmployment, spawnEmployment } from './running-employment.ts';

const key = randomBytes(32).toString('base64');
const personal = /QX765432|Cachée|1971-03-09|600000000/;

const registration = (idempotencyKey: string, more = '') => `mutation {
  registerPerson(input: { idempotencyKey: "${idempotencyKey}", province: "05.301", name: "Zineb Cachée", nationalId: "QX765432",
    birthDate: "1971-03-09", phone: "0600000000", gender: FEMALE, category: LOST_WORK, milieu: RURAL ${more} }) { person { id name } }
}`;

describe('the process of employment', () => {
  let employment: RunningEmployment;
  beforeAll(async () => {
    employment = await runEmployment(key);
  });
  afterAll(() => employment[Symbol.asyncDispose]());

  test('writes nothing of who people are into its log, whatever goes wrong', async () => {
    const { data } = await employment.ask(registration('test-key-1'));
    expect(data).toMatchObject({ registerPerson: { person: { name: 'Zineb Cachée' } } });

    const misspelt = await employment.ask(registration('test-key-2', ', colour: "QX765432"'));
    expect(misspelt.errors).toMatchObject([{ extensions: { rule: 'field.unknown', field: 'colour' } }]);

    await employment.database.query('delete from person');
    await employment.database.query('alter table person rename sealed to unsealed');
    const failed = await employment.ask(registration('test-key-3'));
    expect(failed.errors).toMatchObject([{ extensions: { rule: 'internal.fault' } }]);

    await employment.database.query('alter table person rename unsealed to sealed');
    await employment.database.query('alter table person add constraint nobody check (false)');
    const refused = await employment.ask(registration('test-key-4'));
    expect(refused.errors).toMatchObject([{ extensions: { rule: 'internal.fault' } }]);

    await until(
      'both faults in the log',
      async () => employment.said().split('a field failed').length - 1,
      (faults) => faults === 2,
    );
    expect(employment.said()).not.toMatch(personal);
    expect(employment.said()).not.toContain(key);
  });

  /** The figures of `/metrics`, by name; the first where one has several. */
  async function metrics(): Promise<ReadonlyMap<string, number>> {
    const response = await employment.get('/metrics');
    expect(response.status).toBe(200);
    const samples = [...(await response.text()).matchAll(/^(\w+)(?:\{.*\})? (\S+)$/gm)];
    return new Map(samples.map(([, name = '', value]) => [name, Number(value)] as const).reverse());
  }

  test('says while PostgreSQL is away that it does not answer, and tells all metrics but those of the outbox', async () => {
    const before = await metrics();
    expect(before.get('awrach_postgres_up')).toBe(1);
    expect([...before.keys()]).toEqual(
      expect.arrayContaining(['awrach_outbox_events', 'awrach_outbox_age_seconds', 'awrach_relay_active']),
    );
    await employment.stopPostgres();
    const { errors: [told] = [] } = await employment.ask('{ placements { totalCount } }');
    expect(told?.extensions.rule).toBe('service.unavailable');
    const away = await metrics();
    expect(away.get('awrach_postgres_up')).toBe(0);
    const leftOut = [...before.keys()].filter((name) => !away.has(name));
    expect(leftOut.sort()).toEqual(['awrach_outbox_age_seconds', 'awrach_outbox_events']);
    expect((await employment.get('/health/live')).status).toBe(200);
  });

  test.each([
    ['short', Buffer.from('too short').toString('base64')],
    ['missing', ''],
  ])('does not start when the key of identities is %s, and does not repeat it', async (_, nationalIdKey) => {
    const { child, said } = spawnEmployment({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      KAFKA_BROKERS: '127.0.0.1:1',
      OIDC_ISSUER: 'nobody',
      OIDC_JWKS_URL: 'http://127.0.0.1:1/jwks.json',
      ...(nationalIdKey ? { NATIONAL_ID_KEY: nationalIdKey } : {}),
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(78);
    expect(said()).toMatch(/^Configuration: NATIONAL_ID_KEY is .*32 random bytes in base64/);
    if (nationalIdKey) expect(said()).not.toContain(nationalIdKey);
  });
});
