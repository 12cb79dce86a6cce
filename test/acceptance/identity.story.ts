import type { Awrach } from '../testkit/awrach.ts';
import { client } from '../testkit/client.ts';
import { personInput } from '../testkit/people.ts';
import { expectRefusal } from '../testkit/refused.ts';
import { introspected, mutationsOf, sampleOf } from '../testkit/sample-input.ts';
import { expired, forged, unsigned } from '../testkit/tokens.ts';

const anything = '{ programme { targetJobs } }';
const invalid = { code: 'UNAUTHENTICATED', rule: 'token.invalid' };

export function identity(awrach: () => Awrach): void {
  const tokens = {
    'that has expired': () => expired(awrach()),
    'that somebody else has signed': () => forged(awrach()),
    'whose role was changed after it was signed': () => forged(awrach(), 'altered'),
    'that nobody has signed': () => unsigned(),
    'that is no token at all': async () => 'x',
  };

  test('without a token, what is public is answered', async () => {
    expect(await awrach().anyone().ask(anything)).toEqual({ programme: { targetJobs: 250_000 } });
  });

  test.each(Object.entries(tokens))(
    'a token %s is refused with 401, even where none is needed',
    async (_, token) => {
      const bearer = client(awrach().graphUrl, token);
      expect((await bearer.answer(anything)).status).toBe(401);
      await expectRefusal(bearer, (asking) => asking.answer(anything), invalid);
    },
  );

  test.each(['partner', 'worksite', 'employment', 'finance', 'totals'])(
    '%s, asked past the gateway, is as closed',
    async (service) => {
      const address = `${awrach().parts[service]?.current()?.address}/graphql`;
      const { errors } = await client(address, () => forged(awrach())).answer(anything);
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        { ...invalid, requestId: expect.any(String) },
      ]);
    },
  );

  test('every mutation is refused without a token, to who only reads, and says who may', async () => {
    const mutations = mutationsOf(await introspected(awrach().anyone()));
    expect(mutations.length).toBeGreaterThanOrEqual(17);
    for (const { args, description, name } of mutations) {
      const input = args[0] ? sampleOf(args[0].type) : undefined;
      // The type of the input is an object, which the sample of it is, too.
      const given = input as Record<string, unknown>;
      const without = await awrach().anyone().attempt(name, given);
      expect({
        name,
        rules: without.errors?.map(({ extensions }) => [extensions.code, extensions.rule]),
      }).toEqual({
        name,
        rules: [['UNAUTHENTICATED', 'token.missing']],
      });
      for (const role of ['auditor', 'analyst'] as const) {
        const reading = await awrach().as(role).attempt(name, given);
        expect({
          name,
          rules: reading.errors?.map(({ extensions }) => [extensions.code, extensions.rule]),
        }).toEqual({
          name,
          rules: [['FORBIDDEN', 'role.not-allowed']],
        });
      }
      expect(description).toMatch(/Who may:/);
    }
  });

  test('a person’s name is for the province that registered them, and auditors', async () => {
    const ground = awrach();
    const clerk = ground.as('province', { province: '06.355' });
    const input = personInput({ province: '06.355' });
    const { person } = await clerk.mutate<{ person: { id: string } }>(
      'registerPerson',
      input,
      'person { id }',
    );
    const named = 'query ($id: UUID!) { person(id: $id) { ageBand name } }';
    const toldTo = async (...[role, whose]: Parameters<Awrach['as']>) =>
      (await ground.as(role, whose).answer<{ person: { name: string | null } | null }>(named, person)).data
        ?.person?.name;
    expect(await toldTo('province', { province: '06.355' })).toBe('عينة مثال');
    expect(await toldTo('auditor')).toBe('عينة مثال');
    expect(await toldTo('ministry')).toBeFalsy();
    expect(await toldTo('province', { province: '05.301' })).toBeFalsy();
  });
}
