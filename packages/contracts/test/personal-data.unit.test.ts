import { allContracts, type JsonSchema, readerSchema } from '@awrach/contracts';

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

interface Field {
  path: string;
  schema: JsonSchema;
}

function fields(schema: JsonSchema, prefix = ''): Field[] {
  const inner = [
    schema,
    ...((schema.anyOf ?? []) as JsonSchema[]),
    ...(schema.items ? [schema.items as JsonSchema] : []),
  ];
  return inner.flatMap((one) =>
    Object.entries((one.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => {
      const path = `${prefix}${name}`;
      return [{ path, schema: field }, ...fields(field, `${path}${field.type === 'array' ? '[]' : ''}.`)];
    }),
  );
}

const employment = allContracts.filter(
  (contract) => contract.service === 'employment' && contract.thing !== 'dead-letter',
);

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

  test.each(employment.map((contract) => [contract.topic, contract] as const))(
    'hides in free text of %s, since it has none',
    (_, contract) => {
      const free = fields(readerSchema(contract)).flatMap(({ path, schema }) =>
        ((schema.anyOf ?? [schema]) as JsonSchema[])
          .filter((one) => one.type === 'string' && !one.format && !one.pattern && !one['x-extensible-enum'])
          .map(() => path),
      );
      expect(free).toEqual([]);
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
