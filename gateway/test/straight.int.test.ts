import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, parse } from 'graphql';
import { reachOf } from '../src/graph/straight/reach.ts';
import type { ServiceName } from './world/invented.ts';
import { inventQuestion, seeded } from './world/questions.ts';
import { type Returned, startWhole, type Whole } from './world/whole.ts';
import { startWorld } from './world/world.ts';

const published = new URL('../published.graphql', import.meta.url);
const questions = 150;
/** Whether some service was sent the client's own text. */
const wasFetched = ({ services }: Whole, query: string): boolean =>
  Object.values(services).some(({ fetches }) => fetches.some((fetch) => fetch.query === query));

/** A second operation in the text makes the planner carry out the first, which is otherwise the very same. */
const forThePlanner = (query: string): string => `${query}\nquery Another { __typename }`;

/** What is compared: all of it, but for the order of errors, which says nothing. */
function heard({ headers, status, text }: Returned) {
  const { data, errors = [], ...more } = JSON.parse(text);
  return {
    status,
    type: headers.get('content-type'),
    keeping: headers.get('cache-control'),
    // As text: the order of fields counts.
    data: JSON.stringify(data),
    errors: errors.map((error: unknown) => JSON.stringify(error)).sort(),
    more,
    whole: errors.length > 0 ? undefined : text,
  };
}

describe('what goes straight to a subgraph is answered as the planner answers it', () => {
  let whole: Whole;
  afterEach(() => whole.stop());

  async function ask(query: string, variables: object, headers: Record<string, string>) {
    const straight = await whole.post({ query, variables, operationName: 'Asked' }, headers);
    const wentStraight = wasFetched(whole, query);
    const planned = await whole.post(
      { query: forThePlanner(query), variables, operationName: 'Asked' },
      headers,
    );
    return { straight, planned, wentStraight };
  }

  /** Milliseconds: hundreds of questions, asked twice, on a machine that may be busy. */
  const patience = 240_000;

  test.each([
    { of: 'values alone', seed: 1, inventing: { nulls: false, faults: false }, down: [] },
    { of: 'nulls, refusals and faults', seed: 2, inventing: { nulls: true, faults: true }, down: [] },
    {
      of: 'services that are down',
      seed: 3,
      inventing: { nulls: true, faults: false },
      down: ['partner', 'totals'] satisfies ServiceName[],
    },
  ])(
    '$of',
    async ({ seed, inventing, down }) => {
      whole = await startWhole(inventing);
      const schema = buildSchema(readFileSync(published, 'utf8'));
      const reach = reachOf(parse(whole.supergraphSdl));
      const random = seeded(seed);
      const callers = [
        {},
        { authorization: `Bearer ${await whole.issuer.token({ role: 'ministry' })}` },
        { authorization: `Bearer ${await whole.issuer.token({ role: 'province', province: '05.301' })}` },
      ];
      // The content type of answers is learned from the planner's first.
      await whole.post({ query: '{ __typename }' });
      for (const name of down) await whole.services[name].stop();

      let straightOnes = 0;
      for (let i = 0; i < questions; i++) {
        const { query, variables } = inventQuestion({ schema, reach, random, mishaps: down.length === 0 });
        const headers = {
          ...callers[i % callers.length],
          'accept-language': ['ar', 'fr', 'en'][i % 3] ?? 'fr',
          'x-request-id': `request-${i}`,
        };
        const { planned, straight, wentStraight } = await ask(query, variables, headers);
        if (wentStraight) straightOnes += 1;
        expect({ query, variables, ...heard(straight) }).toEqual({ query, variables, ...heard(planned) });
      }
      expect(straightOnes).toBeGreaterThan(questions / 3);
    },
    patience,
  );

  const differing = 'query Asked($yes: Boolean!) { province(code: "05.301")';
  const conditions = '@include(if: $yes)';
  const [nameFr, nameAr] = ['fragment A on Province { nameFr }', 'fragment B on Province { nameAr }'];
  test.each([
    [
      'of fragments with the same conditions',
      `${differing} { ...A ${conditions} code ...B ${conditions} } } ${nameFr} ${nameAr}`,
      ['nameFr', 'code', 'nameAr'],
    ],
    [
      'of parts without a type inside fragments',
      'query Asked { province(code: "05.301") { ...A code ...B } } fragment A on Province { ... { nameFr } } fragment B on Province { ... { nameAr } }',
      ['nameFr', 'code', 'nameAr'],
    ],
    [
      'of parts with the same conditions inside fragments',
      `${differing} { ...A code ...B } } fragment A on Province { ... ${conditions} { nameFr } } fragment B on Province { ... ${conditions} { nameAr } }`,
      ['nameFr', 'code', 'nameAr'],
    ],
    [
      'of fragments whose own fields have the same condition',
      `${differing} { ...A ${conditions} code ...B ${conditions} } } fragment A on Province { nameFr ${conditions} } ${nameAr}`,
      ['nameFr', 'code', 'nameAr'],
    ],
  ])('the order of fields, %s, is that of the question', async (_what, query, fields) => {
    whole = await startWhole({ nulls: false, faults: false });
    await whole.post({ query: '{ __typename }' });
    const { planned, straight } = await ask(query, { yes: true }, { 'x-request-id': 'in-order' });
    expect(straight.text).toBe(planned.text);
    expect(Object.keys(JSON.parse(planned.text).data.province)).toEqual(fields);
  });

  test.each([
    [
      'an object that two fragments select',
      `${differing} { ...A code ...B } } fragment A on Province { region { ... ${conditions} { nameFr } } } fragment B on Province { region { code ... ${conditions} { nameAr } } }`,
    ],
    [
      'fragments with conditions of their own under the same condition',
      `${differing} { ...A ${conditions} code ...B ${conditions} } } fragment A on Province { nameFr ${conditions} } fragment B on Province { nameAr ${conditions} }`,
    ],
  ])('the order of fields is one both ways for %s', async (_what, query) => {
    whole = await startWhole({ nulls: false, faults: false });
    await whole.post({ query: '{ __typename }' });
    const { planned, straight } = await ask(query, { yes: true }, { 'x-request-id': 'one-order' });
    expect(JSON.parse(planned.text).errors).toBeUndefined();
    expect(straight.text).toBe(planned.text);
  });

  test('the client’s Accept header decides the content type', async () => {
    whole = await startWhole({ nulls: false, faults: false });
    const query = 'query Asked { programme { targetJobs } }';
    for (const accept of ['application/graphql-response+json,application/json;q=0.9', '*/*', 'text/html']) {
      // The first of each is the planner's.
      await ask(query, {}, { accept });
      const { planned, straight } = await ask(query, {}, { accept, 'x-request-id': 'one-of-each' });
      expect(heard(straight)).toEqual(heard(planned));
    }
    expect(wasFetched(whole, query)).toBe(true);
  });

  test('what a client sends along besides does not reach the service', async () => {
    whole = await startWhole({ nulls: false, faults: false });
    await whole.post({ query: '{ __typename }' });
    const query = 'query Asked($edition: Int) { programme { totals(edition: $edition) { jobs } } }';
    const asked = { query, variables: { edition: 2022, more: 'x' }, extensions: { client: 'y' } };
    const { text } = await whole.post(asked);
    expect(JSON.parse(text).errors).toBeUndefined();
    expect(whole.services.totals.fetches.at(-1)).toMatchObject({ query, variables: { edition: 2022 } });
  });

  test('variables that do not fit the graph never reach the service', async () => {
    whole = await startWhole({ nulls: false, faults: false });
    await whole.post({ query: '{ __typename }' });
    const query = 'query Asked($code: ProvinceCode!) { province(code: $code) { totals { jobs } } }';
    for (const variables of [{}, { code: null }]) {
      const { planned, straight, wentStraight } = await ask(query, variables, {
        'x-request-id': 'not-fitting',
      });
      expect(heard(straight)).toEqual(heard(planned));
      expect(straight.status).toBe(400);
      expect(wentStraight).toBe(false);
    }
  });
});

test('an error that a subgraph did not word is told as a fault, straight as planned', async () => {
  const secret = {
    message: 'select * from secret',
    path: ['bodies'],
    extensions: { code: 'X', stack: ['at'] },
  };
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ data: { bodies: null }, errors: [secret] })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; /* it listens on a port */
  const world = await startWorld({ registerUrl: `http://127.0.0.1:${port}/graphql` });
  try {
    await world.ask('{ __typename }');
    const headers = { 'x-request-id': 'not-worded' };
    const straight = await world.ask('{ bodies { name } }', { headers });
    // The same, in a form that is the planner's.
    const planned = await world.ask('{ bodies { name ... { name } ... { name } } }', { headers });
    expect(straight.body).toEqual(planned.body);
    expect(straight.body).toMatchObject({
      data: { bodies: null },
      errors: [{ path: ['bodies'], extensions: { rule: 'internal.fault' } }],
    });
    expect(JSON.stringify(straight.body)).not.toMatch(/secret|stack/);
  } finally {
    await world.stop();
    server.closeAllConnections();
    server.close();
  }
});
