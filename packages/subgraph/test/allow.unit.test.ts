import { graphql } from 'graphql';
import type { SubgraphContext } from '../src/context.ts';
import { subgraphSchema } from '../src/graph/schema.ts';
import type { Caller } from '../src/identity/caller.ts';
import { outOfScope } from '../src/identity/scope.ts';
import { formatter } from '../src/refusal/format.ts';
import { RefusalError } from '../src/refusal/refusal.ts';

const caller = (more: Partial<Caller> & Pick<Caller, 'role'>): Caller => ({
  subject: 's',
  token: 't',
  ...more,
});
const khenifra = caller({ role: 'province', province: '05.301' });

const sdl = `
  extend type Query { secret: Secret }
  type Secret { province: String name: String @allow(roles: [PROVINCE, AUDITOR], within: PROVINCE) }
  type Mutation { write: String @allow(roles: [PROVINCE], within: PROVINCE) }
`;
const schema = subgraphSchema(sdl, [
  {
    Query: { secret: () => ({ province: '05.301', name: 'a name' }) },
    Mutation: { write: (_: unknown, __: unknown, context: SubgraphContext) => context.allowance?.within },
  },
]);
const ask = (source: string, who: Caller | undefined) =>
  graphql({ schema, source, contextValue: { caller: who } });
const ruleOf = (result: Awaited<ReturnType<typeof ask>>) => result.errors?.[0]?.originalError?.message;

describe('who may', () => {
  test('a field that writes and does not say who may is refused at start-up', () => {
    expect(() => subgraphSchema('type Mutation { open: String }', [])).toThrow(/open/);
  });

  test('nobody may write without a token', async () => {
    expect(ruleOf(await ask('mutation { write }', undefined))).toBe('token.missing');
  });

  test('a role that is not named may not', async () => {
    expect(ruleOf(await ask('mutation { write }', caller({ role: 'analyst' })))).toBe('role.not-allowed');
  });

  test.each([
    ['ar', 'الدور «المحلِّل» غير مخوّل للقيام بهذا.'],
    ['fr', 'Le rôle « analyste » n’y est pas autorisé.'],
    ['en', 'The role “analyst” may not do this.'],
  ] as const)('its name is told in the language of the sentence: %s', async (language, message) => {
    const { errors } = await ask('mutation { write }', caller({ role: 'analyst' }));
    const cause = errors?.[0]?.originalError;
    if (!(cause instanceof RefusalError)) throw new Error('not refused');
    expect(formatter({}, () => {}).word(cause.refusal, language).message).toBe(message);
  });

  test('the allowance is handed on to what writes', async () => {
    expect((await ask('mutation { write }', khenifra)).data).toEqual({ write: 'PROVINCE' });
  });

  test('a province reads its own, not another’s; an auditor reads everywhere', async () => {
    expect((await ask('{ secret { name } }', khenifra)).data).toEqual({ secret: { name: 'a name' } });
    const other = await ask('{ secret { name } }', caller({ role: 'province', province: '01.051' }));
    expect([other.data, ruleOf(other)]).toEqual([{ secret: { name: null } }, 'scope.other-province']);
    expect((await ask('{ secret { name } }', caller({ role: 'auditor' }))).data).toEqual({
      secret: { name: 'a name' },
    });
  });

  test('a partner is held to what is the partner’s', () => {
    const partner = caller({ role: 'partner', partner: 'p1' });
    expect(outOfScope(partner, 'PARTNER', { partnerId: 'p1' })).toBeUndefined();
    expect(outOfScope(partner, 'PARTNER', { partnerId: 'p2' })?.refused).toBe('scope.other-partner');
    expect(outOfScope(partner, 'NONE', { partnerId: 'p2' })).toBeUndefined();
  });
});
