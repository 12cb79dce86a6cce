import { startWorld, type World } from './world/world.ts';

const languages = ['ar', 'fr', 'en'] as const;

/** One error, as clients see it. */
interface Told {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly rule: string; readonly field?: string };
}

describe('input that does not fit is refused by rule and field, with what was given:', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  interface Body {
    readonly query: string;
    readonly variables?: object;
  }

  /** What is told to an Arabic, a French and an English speaker. */
  const told = (address: string, body: Body): Promise<Told[]> =>
    Promise.all(
      languages.map(async (language) => {
        const response = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'accept-language': language },
          body: JSON.stringify(body),
        });
        const { errors } = (await response.json()) as { errors: Told[] };
        const [error] = errors;
        if (!error || errors.length > 1) throw new Error(`not one error: ${JSON.stringify(errors)}`);
        return error;
      }),
    );

  const good = { idempotencyKey: 'abcdefgh', province: '05.301', name: 'Cèdre' };
  const { province: _, ...placeless } = good;
  const place = { commune: '05.301.01.01' };
  const hidden = '\u202E';

  const inVariable = (input: object): Body => ({
    query: 'mutation ($i: EnterBodyInput!) { enterBody(input: $i) { receipt } }',
    variables: { i: input },
  });
  const inText = (input: object): Body => {
    const text = JSON.stringify(input)
      .replace(/"(\w+)":/g, '$1:')
      .replace(/(kind:)"(\w+)"/, '$1$2');
    return { query: `mutation { enterBody(input: ${text}) { receipt } }` };
  };

  const cases: [string, object, string, string, string][] = [
    ['an unknown field', { ...good, colour: 'red' }, 'field.unknown', 'colour', 'colour'],
    [
      'an unknown field deep inside',
      { ...good, places: [place, { ...place, colour: 'red' }] },
      'field.unknown',
      'places.1.colour',
      'colour',
    ],
    ['a number as a province', { ...good, province: 5.301 }, 'province.unknown', 'province', '5.301'],
    [
      'a number as a commune',
      { ...good, places: [{ commune: 5301 }] },
      'commune.unknown',
      'places.0.commune',
      '5301',
    ],
    ['a number as a text', { ...good, name: 17 }, 'value.invalid', 'name', '17'],
    ['a field that is missing', placeless, 'field.missing', 'province', ''],
    [
      'a field that is missing deep inside',
      { ...good, places: [place, {}] },
      'field.missing',
      'places.1.commune',
      '',
    ],
    ['nothing where something must be', { ...good, province: null }, 'value.invalid', 'province', 'null'],
    ['a kind that there is not', { ...good, kind: 'ASSOCIATED' }, 'value.invalid', 'kind', 'ASSOCIATED'],
    ['a list of what is none', { ...good, places: [7] }, 'value.invalid', 'places.0', '7'],
  ];
  const forms = { 'in a variable': inVariable, 'in the text': inText };
  const places = { 'the gateway': () => `${world.address}/graphql`, 'a subgraph': () => world.register.url };

  describe.each(Object.entries(places))('by %s,', (_by, address) => {
    describe.each(Object.entries(forms))('%s,', (_where, form) => {
      test.each(cases)('%s', async (_what, input, rule, field, given) => {
        const errors = await told(address(), form(input));
        for (const { extensions, message } of errors) {
          expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule, field });
          expect(message).toContain(given);
          expect(message).not.toMatch(/EnterBodyInput|PlaceInput|BodyKind|Code|got|undefined|…/);
        }
        expect(new Set(errors.map(({ message }) => message)).size).toBe(3);
        expect(errors[0]?.message).toMatch(/\p{Script=Arabic}/u);
      });

      test.each([
        ['province', { ...good, province: hidden + '0'.repeat(100_000) }],
        ['name', { ...good, name: { [`a${'a'.repeat(100_000)}`]: 1 } }],
      ])('what is long or deceives is cut, and shown as such: %s', async (field, input) => {
        for (const { extensions, message } of await told(address(), form(input))) {
          expect(extensions.field).toBe(field);
          expect(message).toContain('…');
          expect(message).not.toContain(hidden);
          expect(message.length).toBeLessThan(200);
        }
      });
    });

    test.each([
      [
        'an input that is missing',
        'mutation ($i: EnterBodyInput!) { enterBody(input: $i) { receipt } }',
        {},
        'field.missing',
        'input',
      ],
      ['no input', 'mutation { enterBody { receipt } }', {}, 'field.missing', 'input'],
      ['an argument that is missing', '{ province { code } }', {}, 'field.missing', 'code'],
      [
        'an unknown argument',
        '{ province(code: "05.301", year: 2022) { code } }',
        {},
        'field.unknown',
        'year',
      ],
      [
        'an argument by the name of its variable',
        'query ($where: ProvinceCode!) { province(code: $where) { code } }',
        { where: 5 },
        'province.unknown',
        'code',
      ],
      [
        'a part of an input by the name of its variable',
        `mutation ($p: [PlaceInput!]) {
          enterBody(input: { idempotencyKey: "abcdefgh", province: "05.301", name: "Cèdre", places: $p }) { receipt }
        }`,
        { p: [{ commune: 7 }] },
        'commune.unknown',
        'places.0.commune',
      ],
    ])('%s', async (_what, query, variables, rule, field) => {
      for (const { extensions } of await told(address(), { query, variables }))
        expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule, field });
    });
  });

  describe.each(Object.entries(places))('%s refuses within seconds', (_where, address) => {
    const ask = async (language: string, body: string) => {
      const began = performance.now();
      const response = await fetch(address(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': language },
        body,
      });
      const { errors } = (await response.json()) as { errors: Told[] };
      expect(response.status).toBe(400);
      expect(performance.now() - began).toBeLessThan(5_000);
      return errors;
    };
    const deep = (open: string, close: string) => open.repeat(5_000) + close.repeat(5_000);

    test.each(languages)(
      'tens of thousands of unknown fields at once, telling the first: %s',
      async (language) => {
        const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`a${i}`, 1]));
        const errors = await ask(language, JSON.stringify(inVariable({ ...good, ...many })));
        expect(errors.map(({ extensions: { field, rule } }) => [rule, field])).toEqual([
          ...[0, 1, 2, 3, 4].map((i) => ['field.unknown', `a${i}`]),
          ['request.more-faults', 'variables'],
        ]);
      },
    );

    test.each([
      ['a text that is nested too deep', { query: deep('{a', '}') }, 'request.too-deep', 'query'],
      ['a text of too many words', { query: `{${' a'.repeat(125_000)} }` }, 'request.too-long', 'query'],
    ])('%s', async (_what, body, rule, field) => {
      const messages = new Set<string>();
      for (const language of languages) {
        const errors = await ask(language, JSON.stringify(body));
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', rule, field } }]);
        messages.add(errors[0]?.message ?? '');
      }
      expect(messages.size).toBe(3);
    });

    test('variables that are nested too deep', async () => {
      const query = JSON.stringify('query ($p: [PlaceInput!]) { bodies { name } }');
      for (const language of languages) {
        const errors = await ask(language, `{"query":${query},"variables":{"p":${deep('[', ']')}}}`);
        expect(errors).toMatchObject([
          { extensions: { code: 'BAD_USER_INPUT', rule: 'request.too-deep', field: 'variables' } },
        ]);
      }
    });
  });
});
