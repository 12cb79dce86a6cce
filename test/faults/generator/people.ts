import { createHash } from 'node:crypto';
import { personInput } from '../../testkit/people.ts';
import type { Asking, Desk } from './desk.ts';

const letters = 26;

/** Registers somebody whose identity follows from the name. */
export const personNamed = ({ province }: Desk, name: string): Asking<{ person: { id: string } }> => [
  {
    kind: 'person',
    mutation: 'registerPerson',
    name,
    input: personInput({ province }, { nationalId: nationalIdOf(name) }),
    selection: 'person { id }',
  },
  ({ person }) => person.id,
];

/** A national id that follows from a name: two letters and seven digits, so that no two names of a run come to the same. */
function nationalIdOf(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const letter = (at: number) => String.fromCharCode(65 + ((digest[at] ?? 0) % letters));
  const digits = String(digest.readUInt32BE(2) % 10_000_000).padStart(7, '0');
  return `${letter(0)}${letter(1)}${digits}`;
}
