import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Awrach } from '../testkit/awrach.ts';
import { type KafkaRecord, readEvents } from '../testkit/events.ts';
import { officeOf } from '../testkit/office.ts';
import type { Person } from '../testkit/people.ts';

const published = join(import.meta.dirname, '../../packages/contracts/published');

/** The schemas as outsiders have them, by the name that events give. */
function publishedSchemas(): Map<string, ValidateFunction> {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  return new Map(
    readdirSync(published).map((file) => {
      const schema = JSON.parse(readFileSync(join(published, file), 'utf8'));
      return [`https://awrach.example/schemas/${file}`, ajv.compile(schema)];
    }),
  );
}

/** What all events say, read with a plain Kafka client after everything else was told. */
export function eventsInKafka(awrach: () => Awrach): void {
  let records: KafkaRecord[];
  let person: Person;

  beforeAll(async () => {
    const office = officeOf(awrach(), '11.321');
    await office.openEnvelope('10000.00');
    const agreement = await office.atWork();
    person = await office.person({ name: 'Zoubida Échantillon', phone: '0661234987' });
    await office.hire(agreement, person);
    await awrach().settled();
    records = await readEvents(awrach().brokers);
  }, 60_000);

  test('all that happened is there, from the beginning', () => {
    const happened = new Map<string, Set<string>>();
    for (const { headers, key } of records) {
      const type = headers.ce_type ?? '';
      happened.set(type, (happened.get(type) ?? new Set()).add(key));
    }
    const things = (type: string) => happened.get(`ma.awrach.${type}.v1`)?.size;
    expect(things('partner.agreement.drafted')).toBeGreaterThanOrEqual(84);
    expect(things('partner.agreement.entered-into-force')).toBeGreaterThanOrEqual(84);
    expect(things('worksite.worksite.opened')).toBeGreaterThanOrEqual(84);
    expect(things('finance.commitment.reserved')).toBeGreaterThanOrEqual(84);
    expect(things('finance.tranche.fell-due')).toBeGreaterThanOrEqual(84);
    expect(things('employment.person.registered')).toBeGreaterThanOrEqual(1);
    expect(things('employment.placement.started')).toBeGreaterThanOrEqual(1);
    expect(things('finance.payment.recorded')).toBeGreaterThanOrEqual(2);
  });

  test('each is a CloudEvent in Kafka’s binary binding', () => {
    for (const { headers, key, topic, value } of records) {
      const data = JSON.parse(value);
      const [, service, thing] = topic.split('.');
      expect(headers).toMatchObject({
        ce_specversion: '1.0',
        ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ce_source: `/awrach/${service}`,
        ce_type: expect.stringMatching(new RegExp(`^ma\\.awrach\\.${service}\\.${thing}\\.[a-z-]+\\.v1$`)),
        ce_subject: key,
        ce_time: data.recordedAt,
        'content-type': 'application/json',
        ce_version: String(data.version),
        awrach_log: expect.any(String),
      });
      expect(headers.ce_province ?? '').toBe(data.province);
      expect(headers.ce_edition ?? null).toBe(data.edition === null ? null : String(data.edition));
      expect(headers.ce_commune ?? null).toBe(data.commune);
      expect(data.id).toBe(key);
    }
  });

  test('each fits the published schema that it names', () => {
    const schemas = publishedSchemas();
    const faults = records.flatMap(({ headers, key, value }) => {
      const validate = schemas.get(headers.ce_dataschema ?? '');
      if (validate?.(JSON.parse(value))) return [];
      return [{ type: headers.ce_type, key, errors: validate?.errors ?? 'names no published schema' }];
    });
    expect(faults).toEqual([]);
  });

  test('within a thing, versions rise and moments never go back', () => {
    const last = new Map<string, { version: number; recordedAt: string }>();
    for (const { key, topic, value } of records) {
      const { recordedAt, version } = JSON.parse(value);
      const former = last.get(`${topic}|${key}`);
      if (former) {
        expect(version).toBeGreaterThan(former.version);
        expect(recordedAt >= former.recordedAt).toBe(true);
      }
      last.set(`${topic}|${key}`, { version, recordedAt });
    }
  });

  test('nothing was set aside', () => {
    expect(records.filter(({ topic }) => topic.endsWith('.dead-letter'))).toEqual([]);
  });

  test('no record anywhere names the person who was hired, or their national id, telephone or day of birth', () => {
    expect(records.filter(({ value }) => value.includes(person.id)).length).toBeGreaterThan(1);
    for (const secret of [person.name, person.nationalId, person.phone, person.birthDate]) {
      const telling = records.filter(({ headers, value }) =>
        `${value}${JSON.stringify(headers)}`.includes(secret),
      );
      expect(telling.map(({ topic }) => topic)).toEqual([]);
    }
  });

  test('the figures that a reader adds up from them are those of the totals', async () => {
    const latest = new Map<
      string,
      { version: number; topic: string; province: string; [field: string]: unknown }
    >();
    for (const { key, topic, value } of records) {
      const data = JSON.parse(value);
      if ((latest.get(key)?.version ?? 0) < data.version) latest.set(key, { ...data, topic });
    }
    const khenifra = [...latest.values()].filter(({ province }) => province === '05.301');
    const held = khenifra
      .filter(({ topic }) => topic === 'awrach.finance.commitment')
      .reduce((all, { amount }) => all + Number(amount), 0);
    const opened = khenifra.filter(
      ({ topic, status }) => topic === 'awrach.worksite.worksite' && status === 'OPEN',
    );
    const { province } = await awrach()
      .anyone()
      .ask<{ province: { totals: object } }>(
        '{ province(code: "05.301") { totals { supervisionGrant worksitesOpened } } }',
      );
    expect(province.totals).toEqual({ supervisionGrant: held.toFixed(2), worksitesOpened: opened.length });
  });
}
