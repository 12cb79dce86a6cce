import { formatter } from '@awrach/subgraph/gateway';
import { GraphQLError } from 'graphql';
import { gatewayErrors } from '../src/graph/errors.ts';
import { gatewayRefusals } from '../src/refusals.ts';
import { graphqlBody } from '../src/subgraph/body.ts';

describe('what a client sees of an error', () => {
  const faults: unknown[] = [];
  const format = gatewayErrors(formatter(gatewayRefusals, (fault) => faults.push(fault)));

  test('of a worded refusal, everything but what the planner added', () => {
    const error = new GraphQLError('Trop.', {
      path: ['bodies', 0],
      extensions: {
        code: 'BAD_USER_INPUT',
        rule: 'page.size',
        field: 'first',
        requestId: 'r',
        serviceName: 'partner',
        stacktrace: ['at'],
        response: { url: 'http://10.0.0.1' },
      },
    });
    expect(format(error.toJSON(), error)).toEqual({
      message: 'Trop.',
      path: ['bodies', 0],
      extensions: { code: 'BAD_USER_INPUT', rule: 'page.size', field: 'first', requestId: 'r' },
    });
  });

  test('of what nobody worded, only that it is a fault; who runs the gateway hears it', () => {
    const error = new GraphQLError('connect ECONNREFUSED 10.0.0.1:4001', {
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'partner' },
    });
    const seen = format(error.toJSON(), error);
    expect(seen.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', rule: 'internal.fault' });
    expect(JSON.stringify(seen)).not.toMatch(/ECONN|10\.0|partner/);
    expect(faults).toEqual([error]);
  });

  test('a version that is gone means: try again', () => {
    const error = new GraphQLError('Gone.', {
      extensions: { code: 'VERSION_GONE', rule: 'totals.version-gone' },
    });
    expect(format(error.toJSON(), error).extensions).toEqual({
      code: 'RETRYABLE',
      rule: 'totals.version-gone',
    });
  });
});

describe('a GraphQL body', () => {
  test.each([
    ['data', '{"data":{"a":1}}', { data: { a: 1 } }],
    ['errors alone', '{"errors":[{"message":"No."}]}', { errors: [{ message: 'No.' }] }],
    [
      'both, without what else came along',
      '{"data":null,"errors":[{"message":"No."}],"extensions":{"ftv1":"x"}}',
      { data: null, errors: [{ message: 'No.' }] },
    ],
  ])('is %s', (_what, body, read) => {
    expect(graphqlBody({ body })).toEqual(read);
  });

  test.each([
    '',
    '<html>',
    '[]',
    'null',
    '{}',
    '{"data":null}',
    '{"errors":[]}',
    '{"errors":["No."]}',
    '{"statusCode":503,"message":"x"}',
  ])('is not %p', (body) => {
    expect(graphqlBody({ body })).toBeUndefined();
  });
});
