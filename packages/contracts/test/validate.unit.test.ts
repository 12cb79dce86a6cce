import {
  agreement,
  allContracts,
  placement,
  readerSchema,
  validateRead,
  validateWritten,
} from '@awrach/contracts';
import { Ajv } from 'ajv';
import { examples } from '../src/pages/examples.ts';
import { annotations } from '../src/schema.ts';

const agreed = examples.agreement.data;
const placed = examples.placement.data;

describe.each(allContracts.map((contract) => [contract.topic, contract] as const))('%s', (_, contract) => {
  const { data, event } = examples[contract.thing];

  test('has an example that its source may write and readers accept', () => {
    expect(contract.events).toContain(event);
    expect(validateWritten(contract, data)).toEqual([]);
    expect(validateRead(contract, data)).toEqual([]);
  });

  test('has a schema that fits the meta-schema of JSON Schema draft-07', () => {
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(readerSchema(contract)) || ajv.errors).toBe(true);
  });

  test('says of every field what it means', () => {
    expect(undescribed(readerSchema(contract))).toEqual([]);
  });

  test.each(Object.keys(examples[contract.thing].data))(
    'needs %s, for the writer and the reader',
    (field) => {
      const { [field as keyof typeof data]: _left, ...rest } = data;
      const fault = `/ must have required property '${field}'`;
      expect(validateWritten(contract, rest)).toEqual([fault]);
      expect(validateRead(contract, rest)).toEqual([fault]);
    },
  );

  test.each([[null], [undefined], [[]], ['text'], [12]])('is no %j', (value) => {
    expect(validateWritten(contract, value)).not.toEqual([]);
    expect(validateRead(contract, value)).not.toEqual([]);
  });
});

describe('a writer', () => {
  test('states no field that the contract does not have, at any depth', () => {
    const [revision] = (agreed as unknown as { revisions: object[] }).revisions;
    const data = { ...agreed, bank: 'x', revisions: [{ ...revision, iban: 'y' }] };
    expect(validateWritten(agreement, data)).toEqual([
      '/ must NOT have additional properties: bank',
      '/revisions/0 must NOT have additional properties: iban',
    ]);
  });

  test('states no enum value that the contract does not have, also where null is allowed', () => {
    expect(validateWritten(placement, { ...placed, status: 'PAUSED' })).toEqual([
      '/status must be equal to one of the allowed values',
    ]);
    expect(validateWritten(placement, { ...placed, endReason: 'MOVED' })).not.toEqual([]);
  });
});

describe('a reader', () => {
  test('accepts fields and enum values that came later', () => {
    const [revision] = (agreed as unknown as { revisions: object[] }).revisions;
    const data = { ...agreed, status: 'ARCHIVED', votes: 21, revisions: [{ ...revision, quorum: true }] };
    expect(validateRead(agreement, data)).toEqual([]);
    expect(validateRead(placement, { ...placed, endReason: 'MOVED' })).toEqual([]);
  });

  test('still wants an enum to be text', () => {
    expect(validateRead(agreement, { ...agreed, status: 7 })).toEqual(['/status must be string']);
  });
});

describe('the form of a field', () => {
  const wrong: [string, unknown][] = [
    ['id', 'not-a-uuid'],
    ['id', agreed.id.toUpperCase()],
    ['id', `urn:uuid:${agreed.id}`],
    ['id', agreed.id.replaceAll('-', '')],
    ['partnerId', `urn:uuid:${agreed.id}`],
    ['version', 0],
    ['version', 1.5],
    ['version', '1'],
    ['recordedAt', '2022-03-01T10:00:00Z'],
    ['recordedAt', '2022-03-01T10:00:00.123Z'],
    ['recordedAt', '2022-03-01T10:00:00.123456+01:00'],
    ['recordedAt', '2022-13-01T10:00:00.123456Z'],
    ['province', '05'],
    ['province', '05.301.01.01'],
    ['province', ''],
    ['edition', null],
    ['edition', 22],
  ];
  test.each(wrong)('%s is never %j', (field, value) => {
    expect(validateWritten(agreement, { ...agreed, [field]: value })).not.toEqual([]);
    expect(validateRead(agreement, { ...agreed, [field]: value })).not.toEqual([]);
  });

  const commitment = allContracts.find((contract) => contract.thing === 'commitment');
  test.each(['1', '1.5', '1.234', '-1.00', '01.00', '1e9', '1,00', ' 1.00', '10000000000000.00', 1.5, null])(
    'no amount is %j',
    (amount) => {
      if (!commitment) throw new Error('there is no commitment');
      expect(validateWritten(commitment, { ...examples.commitment.data, amount })).not.toEqual([]);
    },
  );
  test.each(['0.00', '760.00', '836000.00', '2250000000.00', '9999999999999.99'])(
    'an amount may be %s',
    (amount) => {
      if (!commitment) throw new Error('there is no commitment');
      expect(validateWritten(commitment, { ...examples.commitment.data, amount })).toEqual([]);
    },
  );

  test.each(['2022-02-29', '2022-2-1', '01/02/2022', '2022-02-01T00:00:00Z', ''])(
    'no day is %j',
    (startsOn) => {
      expect(validateWritten(placement, { ...placed, startsOn })).not.toEqual([]);
    },
  );

  test.each(['05.301.03.05', '06.141.01.0'])('a commune may be %s', (commune) => {
    expect(validateWritten(placement, { ...placed, commune })).toEqual([]);
  });
});

test('what schemas say beside JSON Schema is known to be annotations', () => {
  const ajv = new Ajv({ strict: true, validateFormats: false });
  ajv.addVocabulary(annotations);
  for (const contract of allContracts)
    expect(() => ajv.compile({ ...readerSchema(contract), $id: contract.topic })).not.toThrow();
});

/** Paths of fields without a description. */
function undescribed(schema: object, path = ''): string[] {
  const {
    properties = {},
    items,
    anyOf = [],
  } = schema as {
    properties?: Record<string, { description?: string }>;
    items?: object;
    anyOf?: object[];
  };
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      ...(field.description ? [] : [`${path}/${name}`]),
      ...undescribed(field, `${path}/${name}`),
    ]),
    ...(items ? undescribed(items, `${path}[]`) : []),
    ...anyOf.flatMap((option) => undescribed(option, path)),
  ];
}
