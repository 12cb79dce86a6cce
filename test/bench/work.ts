import type { Client } from '../testkit/client.ts';
import { newKey, unusual } from '../testkit/names.ts';

/** One write of the smallest kind. @returns the partner's id */
export async function newPartner(clerk: Client, province: string): Promise<string> {
  const { partner } = await clerk.mutate<{ partner: { id: string } }>(
    'registerPartner',
    {
      idempotencyKey: newKey(),
      province,
      kind: 'COOPERATIVE',
      nameAr: 'تعاونية القياس',
      nameFr: 'Coopérative de la mesure',
      registrationNumber: unusual('RC'),
    },
    'partner { id }',
  );
  return partner.id;
}
