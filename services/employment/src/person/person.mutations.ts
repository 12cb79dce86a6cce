import {
  isRefusal,
  type MutationInput,
  outOfScope,
  RefusalError,
  type SubgraphContext,
  today,
} from '@awrach/subgraph';
import { v7 as newId } from 'uuid';
import { rememberMet } from './met.store.ts';
import { PersonEntity, persons } from './person.entity.ts';
import { identityIn, mismatch, type RegisterPerson, register } from './person.rules.ts';
import { metBy } from './person.ts';
import type { Vault } from './vault.ts';

export type RegisterPersonInput = MutationInput & RegisterPerson;

export const personMutations = (vault: Vault) => ({
  async registerPerson(_: unknown, { input }: { input: RegisterPersonInput }, context: SubgraphContext) {
    const entry = unreadable(vault, input);
    const { thing, receipt } = await context.write('registerPerson', persons, entry, async (work) => {
      requireScope(context, input.province);
      const identity = identityIn(input, today());
      if (isRefusal(identity)) throw new RefusalError(identity);
      const matchKey = vault.fingerprint(identity.nationalId);
      // Two who register the same person at once come one after the other; the second finds them.
      await work.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [matchKey]);
      const known = await work.manager.findOneBy(PersonEntity, { matchKey });
      if (known) {
        const refused = mismatch(vault.open(known.sealed, known.id), identity);
        if (refused) throw new RefusalError(refused);
        await rememberMet(work, { personId: known.id, province: input.province });
        return work.present(persons, known);
      }
      const id = newId();
      const sealed = vault.seal(identity, id);
      const person = await work.create(persons, register(id, input, { matchKey, sealed }, today()));
      await rememberMet(work, { personId: id, province: input.province });
      return person;
    });
    return { person: metBy(input.province, thing), receipt };
  },
});

/** What is remembered of the input to recognise a repeat must not let anybody try out national ids. */
function unreadable(
  vault: Vault,
  { idempotencyKey, including, ...rest }: RegisterPersonInput,
): MutationInput {
  const entry = vault.fingerprint(JSON.stringify(rest));
  const input: MutationInput & { readonly entry: string } = {
    idempotencyKey,
    including: including ?? null,
    entry,
  };
  return input;
}

/** A person who is known already is no province's to write; whoever asks is still held to their own. */
function requireScope({ caller, allowance }: SubgraphContext, province: string): void {
  const refused = caller && allowance && outOfScope(caller, allowance.within, { province });
  if (refused) throw new RefusalError({ ...refused, field: 'province' });
}
