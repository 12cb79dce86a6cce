import { connect } from 'node:net';
import { buildSchema, GraphQLError, GraphQLScalarType, graphql } from 'graphql';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
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
  'scalar Money input Line { grant: Money } input In { lines: [Line!] } type Query { pay(input: In, much: Money): String mark(word: String!): String }',
);
const money = schema.getType('Money');
if (money instanceof GraphQLScalarType) {
  money.parseValue = money.parseLiteral = () => {
    throw new RefusalError(refuse('money.negative'));
  };
}
/** @param code how the server has marked what GraphQL's own machinery found */
const firstError = async (
  source: string,
  variableValues?: Record<string, unknown>,
  code?: string,
  operationName?: string,
) => {
  const { errors = [] } = await graphql({
    schema,
    source,
    ...(variableValues ? { variableValues } : {}),
    ...(operationName === undefined ? {} : { operationName }),
  });
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

  const several = `query One($v: Money) { pay(much: $v) }
    query Two($v: In) { pay(input: $v) }
    query Three($v: [Line!]) { ...Third }
    fragment Third on Query { ...Far }
    fragment Far on Query { pay(input: { lines: $v }) }`;
  test.each([
    ['One', '-1', 'much'],
    ['Two', { lines: [{ grant: '-1' }] }, 'lines.0.grant'],
    ['Three', [{ grant: '-1' }], 'lines.0.grant'],
  ])(
    'names what a variable stands for in the operation that is carried out: %s',
    async (name, value, field) => {
      const error = await firstError(several, { v: value }, undefined, name);
      expect(error.extensions).toMatchObject({ rule: 'money.negative', field });
    },
  );

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

  test.each([
    ['an argument', 'query ($w: String = "yes") { mark(word: $w) }', 'word'],
    ['a condition', 'query ($w: Boolean = true) { pay @include(if: $w) }', 'if'],
    ['a condition inside', 'query ($w: Boolean = true) { mark(word: "a") ... @skip(if: $w) { pay } }', 'if'],
  ])('names a variable that is null where its default stands for %s', async (_what, query, field) => {
    const { extensions } = await firstError(query, { w: null }, 'INTERNAL_SERVER_ERROR');
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule: 'value.invalid', field });
    expect(faults.splice(0)).toEqual([]);
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

describe('an error from the database', () => {
  const store = buildSchema('type Query { thing: String } type Mutation { change: String }');
  const shownFor = async (source: string, thrown: unknown) => {
    const fail = () => {
      throw thrown;
    };
    const { errors } = await graphql({ schema: store, source, rootValue: { thing: fail, change: fail } });
    const [error] = errors ?? [];
    if (!error) throw new Error('no error');
    faults.length = 0;
    return inEnglish(() => formatError(error.toJSON(), error));
  };
  const failed = (message: string, code?: string) =>
    new QueryFailedError('select secret', [], Object.assign(new Error(message), code ? { code } : {}));
  const refusedConnection = () =>
    new Promise((resolve) => {
      // Jest's own Error is not the one that Node's network throws.
      connect(1, '127.0.0.1').on('error', ({ message, ...rest }) =>
        resolve(Object.assign(new Error(message), rest)),
      );
    });

  const lost: [string, () => unknown][] = [
    ['a refused connection', refusedConnection],
    ['a reset connection', () => failed('read ECONNRESET', 'ECONNRESET')],
    ['57P01', () => failed('terminating connection due to administrator command', '57P01')],
    ['57P02', () => failed('terminating connection because of crash', '57P02')],
    ['57P03', () => Object.assign(new Error('the database system is starting up'), { code: '57P03' })],
    ['08006', () => failed('connection failure', '08006')],
    ['53300', () => failed('sorry, too many clients already', '53300')],
    ['a connection that ended', () => failed('Connection terminated unexpectedly')],
    [
      'a connection that has ended',
      () => failed('Client has encountered a connection error and is not queryable'),
    ],
    ['a connection that ended between two statements', () => new QueryRunnerAlreadyReleasedError()],
    ['one behind another error', () => new Error('no', { cause: failed('shutdown', '57P01') })],
  ];

  test.each(lost)('(%s) means to a reader that this part does not answer', async (_, error) => {
    const shown = await shownFor('{ thing }', await error());
    expect(shown.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', rule: 'service.unavailable' });
    expect(faults).toHaveLength(1);
  });

  test.each(lost)('(%s) leaves open what has become of a mutation', async (_, error) => {
    const shown = await shownFor('mutation { change }', await error());
    expect(shown.extensions).toMatchObject({ code: 'RETRYABLE', rule: 'service.outcome-unknown' });
    expect(faults).toHaveLength(1);
  });

  test.each([
    ['a constraint', () => failed('duplicate key', '23505')],
    ['a table that is missing', () => failed('relation does not exist', '42P01')],
    ['a statement that was cancelled', () => failed('canceling statement', '57014')],
    ['text that only looks like it', () => failed('invalid input: Connection terminated', '22P02')],
  ])('(%s) is a fault, and does not claim that nothing was kept', async (_, error) => {
    for (const source of ['{ thing }', 'mutation { change }']) {
      const shown = await shownFor(source, error());
      expect(shown.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', rule: 'internal.fault' });
      expect(shown.message).toMatch(/may or may not have been carried out.*same idempotencyKey/);
      expect(faults).toHaveLength(1);
    }
  });
});
