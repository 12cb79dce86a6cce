import { envelopeId, selectionId } from '@awrach/contracts';
import type { Chance } from '../../testkit/chance.ts';
import type { AgreementFile } from './agreement-file.ts';
import * as agreement from './agreement-file.ts';
import type { Asking, Desk } from './desk.ts';
import { centimes, dirhams } from './money.ts';
import { personNamed } from './people.ts';
import * as worksite from './worksite-file.ts';

/** A province at work, from round to round. */
export interface Province {
  /**
   * Writes what is due in one round: new agreements up to people at work, and what becomes of those of the round before.
   * @param name of the round, from which all keys and references follow
   * @param choices for one part of it
   */
  work(name: string, choices: (part: string) => Chance): Promise<void>;
}

/** Room in the envelope for whatever a run can write, in centimes. */
const ample = 1_000_000_000_00;

/**
 * Opens a province: its partner is selected, money is set aside.
 * @param files how many agreements are begun in each round
 */
export async function openProvince(desk: Desk, name: string, files: number): Promise<Province> {
  const partnerId = await selectPartner(desk, name);
  await setAside(desk, 'openEnvelope', name, ample);
  let begun: AgreementFile[] = [];
  let change = 0;
  return {
    async work(round, choices) {
      const earlier = begun;
      // Never the amount that it has: a change that changes nothing is refused.
      change += 1;
      const numbers = Array.from({ length: files }, (_, i) => String(i));
      const [opened] = await Promise.all([
        Promise.all(numbers.map((i) => begin(desk, `${round}.${i}`, partnerId, choices(`begin ${i}`)))),
        ...earlier.map((file, i) => goOn(desk, file, choices(`go on ${i}`))),
        setAside(desk, 'changeEnvelope', round, ample + change * 1_000 + choices('envelope').below(1_000)),
        dropHalfway(desk, round),
      ]);
      begun = opened;
    },
  };
}

/** An agreement from its draft to the first people hired and the first money paid. */
async function begin(desk: Desk, name: string, partnerId: string, chance: Chance): Promise<AgreementFile> {
  let file = await agreement.draft(desk, name, partnerId, chance);
  file = await agreement.approve(desk, file);
  file = await agreement.sign(desk, file);
  file = await worksite.open(desk, file);
  for (const person of Array.from({ length: 1 + chance.below(2) }, (_, i) => i)) {
    file = await worksite.hire(desk, file, person);
  }
  const due = { step: 'OPENING', amount: file.grant / 2, half: chance.below(2) === 0 } as const;
  return agreement.pay(desk, file, due);
}

/** One of the ways in which an agreement can go on. Its opening was paid, so finance knows the grant of then. */
async function goOn(desk: Desk, file: AgreementFile, chance: Chance): Promise<void> {
  const ended = await worksite.end(desk, file, chance.below(3) === 0);
  switch (chance.below(5)) {
    case 0: {
      const opened = file.grant / 2;
      const completed = await worksite.complete(desk, ended, opened);
      const due = { step: 'COMPLETION', amount: file.grant - opened, half: chance.below(2) === 0 } as const;
      await agreement.pay(desk, completed, due);
      return;
    }
    case 1:
      await agreement.amend(desk, ended);
      return;
    case 2:
      await agreement.cancel(desk, ended, 'SUSPENDED');
      return;
    case 3:
      await worksite.resume(desk, await worksite.suspend(desk, ended));
      return;
    default:
      await worksite.suspend(desk, ended);
  }
}

async function selectPartner(desk: Desk, name: string): Promise<string> {
  const { edition, ledger, province } = desk;
  const { partner, receipt } = await desk.write(...partnerNamed(desk, name));
  ledger.expect('partner', partner.id, { registration_number: name });
  const id = selectionId(province, edition, partner.id);
  const decision = { decision: 'SELECTED', score: 80, decidedOn: '2022-04-11' };
  const input = { partnerId: partner.id, province, edition, including: [receipt], ...decision };
  await desk.write({ kind: 'selection', mutation: 'recordSelection', name, input }, () => id);
  ledger.expect('selection', id, { decision: 'SELECTED' });
  return partner.id;
}

const partnerNamed = ({ province }: Desk, name: string): Asking<{ partner: { id: string } }> => [
  {
    kind: 'partner',
    mutation: 'registerPartner',
    name,
    input: {
      province,
      kind: 'ASSOCIATION',
      nameAr: 'جمعية الاختبار',
      nameFr: 'Association de l’essai',
      registrationNumber: name,
    },
    selection: 'partner { id }',
  },
  ({ partner }) => partner.id,
];

async function setAside(
  desk: Desk,
  mutation: 'openEnvelope' | 'changeEnvelope',
  name: string,
  amount: number,
) {
  const { edition, ledger, province } = desk;
  const id = envelopeId(province, edition);
  const input = { province, edition, amount: dirhams(amount) };
  await desk.write({ as: 'ministry', kind: 'envelope', mutation, name, input }, () => id);
  ledger.expect('envelope', id, { amount: centimes(amount) });
}

/** Two writes that nobody asks after when they are not answered. */
async function dropHalfway(desk: Desk, round: string): Promise<void> {
  const name = `${round} dropped`;
  await desk.abandon(...personNamed(desk, name));
  await desk.abandon(...partnerNamed(desk, name));
}
