import { allContracts, type JsonSchema, readerSchema, validateWritten } from '@awrach/contracts';
import { examples } from '../src/pages/examples.ts';

/** Words in field names that stand for who someone is, in the languages that developers here think in. */
const personal =
  /name|nom|pr[eé]nom|surname|cin\b|cnie|national|passport|phone|tel|gsm|mobile|e?mail|birth|naissance|dob|age$|address|adresse|rib\b|iban|cnss|photo|signature|gps/i;

/** What an institution, a worksite or a criterion is called. */
const institutional = new Set([
  'partner: nameAr',
  'partner: nameFr',
  'selection: criteria[].name',
  'agreement: revisions[].parties[].nameAr',
  'agreement: revisions[].parties[].nameFr',
  'agreement: revisions[].lines[].worksiteNameAr',
  'agreement: revisions[].lines[].worksiteNameFr',
  'worksite: nameAr',
  'worksite: nameFr',
]);

/**
 * Every field in which anything can be written. About institutions, worksites, decisions and rules; of employment's things
 * there is none. Whoever adds one has to say here that nobody is named in it.
 */
const freeText = new Set([
  'partner: nameAr',
  'partner: nameFr',
  'partner: registrationNumber',
  'selection: criteria[].name',
  'selection: reason',
  'agreement: reference',
  'agreement: revisions[].parties[].nameAr',
  'agreement: revisions[].parties[].nameFr',
  'agreement: revisions[].lines[].worksiteNameAr',
  'agreement: revisions[].lines[].worksiteNameFr',
  'agreement: revisions[].source.title',
  'agreement: revisions[].source.url',
  'agreement: revisions[].source.printedGrant',
  'agreement: cancellation.reason',
  'worksite: nameAr',
  'worksite: nameFr',
  'worksite: suspensions[].reason',
  'tranche: rule.id',
  'tranche: rule.source',
  'payment: reference',
  // What a dead letter carries is a message as it lay on a topic, which this very test is about.
  'dead-letter: reason',
  'dead-letter: detail',
  'dead-letter: origin.topic',
  'dead-letter: origin.log',
  'dead-letter: headers',
  'dead-letter: value',
]);

interface Field {
  path: string;
  schema: JsonSchema;
}

/** A schema and all that its value may fit instead, or hold as an item or by a free name. */
function faces(schema: JsonSchema): JsonSchema[] {
  const within = [
    ...((schema.anyOf ?? []) as JsonSchema[]),
    ...(schema.items ? [schema.items as JsonSchema] : []),
    ...Object.values((schema.patternProperties ?? {}) as Record<string, JsonSchema>),
  ];
  return [schema, ...within.flatMap(faces)];
}

function fields(schema: JsonSchema, prefix = ''): Field[] {
  return faces(schema).flatMap((one) =>
    Object.entries((one.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => {
      const path = `${prefix}${name}`;
      return [{ path, schema: field }, ...fields(field, `${path}${field.type === 'array' ? '[]' : ''}.`)];
    }),
  );
}

const isFreeText = ({ type, format, pattern, ...rest }: JsonSchema) =>
  type === 'string' && !format && !pattern && !rest['x-extensible-enum'];

/**
 * The same data once more for each object in it, with one field more in that object. Not in a dead letter's headers: their
 * names are free, since they are those of a message that was in the topic already.
 */
function withOneMore(data: unknown, field: Record<string, string>): unknown[] {
  if (Array.isArray(data))
    return data.flatMap((item, index) => withOneMore(item, field).map((more) => data.with(index, more)));
  if (typeof data !== 'object' || data === null) return [];
  const within = Object.entries(data)
    .filter(([name]) => name !== 'headers')
    .flatMap(([name, value]) => withOneMore(value, field).map((more) => ({ ...data, [name]: more })));
  return [{ ...data, ...field }, ...within];
}

describe('no personal data', () => {
  test.each(allContracts.map((contract) => [contract.topic, contract] as const))(
    'is a field of %s',
    (_, contract) => {
      const found = fields(readerSchema(contract))
        .map(({ path }) => `${contract.thing}: ${path}`)
        .filter((field) => personal.test(field.replace(/^.*[ .]/, '')) && !institutional.has(field));
      expect(found).toEqual([]);
    },
  );

  test('hides in free text: that is in known fields only, and employment has none', () => {
    const free = allContracts.flatMap((contract) =>
      fields(readerSchema(contract))
        .filter(({ schema }) => faces(schema).some((face) => !face.properties && isFreeText(face)))
        .map(({ path }) => `${contract.thing}: ${path}`),
    );
    expect(new Set(free)).toEqual(freeText);
  });

  test.each(allContracts.map((contract) => [contract.topic, contract] as const))(
    'reaches a message of %s beside the schema, in whatever part of it',
    (_, contract) => {
      const { data } = examples[contract.thing];
      expect(validateWritten(contract, data)).toEqual([]);
      const messages = withOneMore(data, { fullName: 'Amina' });
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) expect(validateWritten(contract, message).join()).toContain('fullName');
    },
  );

  test('follows from a day that a person was born on: a person has no day at all', () => {
    const person = allContracts.find((contract) => contract.thing === 'person');
    expect(JSON.stringify(person?.schema)).not.toContain('"date"');
  });

  test('would be found by these tests', () => {
    const person = {
      type: 'object',
      properties: {
        fullName: {},
        nationalId: {},
        phoneNumber: {},
        birthDate: {},
        kin: { anyOf: [{ properties: { nom: {} } }] },
      },
    };
    expect(
      fields(person)
        .filter(({ path }) => personal.test(path.replace(/^.*[ .]/, '')))
        .map(({ path }) => path),
    ).toEqual(['fullName', 'nationalId', 'phoneNumber', 'birthDate', 'kin.nom']);
  });
});
