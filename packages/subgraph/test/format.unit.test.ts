import { buildSchema, GraphQLError, GraphQLScalarType, graphql } from 'graphql';
import { refuse } from '../src/refusal/catalogue.ts';
import { formatter } from '../src/refusal/format.ts';
import { RefusalError } from '../src/refusal/refusal.ts';
import { enterRequest } from '../src/request.ts';

const faults: unknown[] = [];
const { formatError } = formatter({}, (fault) => faults.push(fault));
const inEnglish = <T>(run: () => T): T => {
  let result: { value: T } | undefined;
  enterRequest({ requestId: 'request-1', language: 'en' }, () => {
    result = { value: run() };
  });
  if (!result) throw new Error('not run');
  return result.value;
};

const schema = buildSchema(
  'scalar Money input Line { grant: Money } input In { lines: [Line!] } type Query { pay(input: In, much: Money): String }',
);
const money = schema.getType('Money');
if (money instanceof GraphQLScalarType) {
  money.parseValue = money.parseLiteral = () => {
    throw new RefusalError(refuse('money.negative'));
  };
}
/** @param code how the server has marked what GraphQL's own machinery found */
const firstError = async (source: string, variableValues?: Record<string, unknown>, code?: string) => {
  const { errors = [] } = await graphql({ schema, source, ...(variableValues ? { variableValues } : {}) });
  const [error] = errors;
  if (!error) throw new Error('no error');
  const formatted = { ...error.toJSON(), ...(code ? { extensions: { code } } : {}) };
  return inEnglish(() => formatError(formatted, error));
};

describe('an error that a client sees', () => {
  test('names rule, field and request in the language asked for, and nothing else', () => {
    const error = new GraphQLError('x', {
      originalError: new RefusalError(refuse('date.order', 'endsOn', { from: 'A', until: 'B' })),
    });
    expect(inEnglish(() => formatError(error.toJSON(), error))).toEqual({
      message: 'It ends on B, before it starts on A.',
      extensions: { code: 'BAD_USER_INPUT', rule: 'date.order', field: 'endsOn', requestId: 'request-1' },
    });
  });

  test('names the field of a variable deep in the input', async () => {
    const error = await firstError('query ($input: In) { pay(input: $input) }', {
      input: { lines: [{ grant: '-1' }] },
    });
    expect(error.extensions).toMatchObject({
      rule: 'money.negative',
      field: 'lines.0.grant',
      code: 'BAD_USER_INPUT',
    });
  });

  test('names it in the same way whatever the client calls its variable', async () => {
    const error = await firstError('query ($i: In) { pay(input: $i) }', {
      i: { lines: [{ grant: '1' }, { grant: '-1' }] },
    });
    expect(error.extensions.field).toBe('lines.0.grant');
  });

  test('shows the value that fits no type, and nothing of how it is said inside', async () => {
    const given = { i: { lines: 'none' } };
    const error = await firstError('query ($i: In) { pay(input: $i) }', given, 'BAD_USER_INPUT');
    expect(error).toMatchObject({
      message: 'The value "none" does not fit here.',
      extensions: { rule: 'value.invalid', field: 'lines' },
    });
  });

  test('names the field of a literal', async () => {
    const error = await firstError('{ pay(input: { lines: [{ grant: "-1" }] }) }');
    expect(error.extensions).toMatchObject({ rule: 'money.negative', field: 'lines.0.grant' });
  });

  test('tells nothing of a fault but that it is one, and reports it', () => {
    const fault = new GraphQLError('select * from secret', {
      originalError: new Error('connect ECONNREFUSED 10.0.0.1'),
    });
    const shown = inEnglish(() => formatError({ message: fault.message }, fault));
    expect(JSON.stringify(shown)).not.toMatch(/secret|ECONN|stack/);
    expect(shown.extensions.rule).toBe('internal.fault');
    expect(faults).toContain(fault);
  });
});
