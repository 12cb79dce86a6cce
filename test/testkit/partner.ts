import type { Client } from './client.ts';
import { newKey, unusual } from './names.ts';

/** Registers one that nobody has registered yet. @returns its id */
export async function newPartner(clerk: Client, province: string): Promise<string> {
  const { partner } = await clerk.mutate<{ partner: { id: string } }>(
    'registerPartner',
    {
      idempotencyKey: newKey(),
      province,
      kind: 'ASSOCIATION',
      nameAr: 'جمعية الاختبار',
      nameFr: 'Association de l’essai',
      registrationNumber: unusual('RC'),
    },
    'partner { id }',
  );
  return partner.id;
}

/** Registers one and selects it. @returns its id */
export async function selectedPartner(clerk: Client, province: string, edition: number): Promise<string> {
  const partnerId = await newPartner(clerk, province);
  await clerk.mutate(
    'recordSelection',
    {
      idempotencyKey: newKey(),
      partnerId,
      province,
      edition,
      decision: 'SELECTED',
      score: 80,
      decidedOn: '2022-04-11',
    },
    'receipt',
  );
  return partnerId;
}
