import { createHash } from 'node:crypto';
import type { TrancheStep } from './tranche.event.ts';

/** UUIDv5 of `https://awrach.example/ids` in the URL namespace of RFC 9562. */
export const idNamespace = nameBased('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'https://awrach.example/ids');

/**
 * Ids of things that follow from a cause: whoever knows the cause knows the id, and doing it twice makes it once.
 * Each is the UUIDv5, in `idNamespace`, of the thing's name and the parts of its cause, joined by `|`.
 */
export const selectionId = (province: string, edition: number, partnerId: string) =>
  derivedId('selection', province, edition, partnerId);

export const envelopeId = (province: string, edition: number) => derivedId('envelope', province, edition);

export const commitmentId = (agreementId: string) => derivedId('commitment', agreementId);

export const trancheId = (agreementId: string, worksiteId: string, step: TrancheStep) =>
  derivedId('tranche', agreementId, worksiteId, step);

/** For what else a service derives from a cause, such as the id of an event. */
export function derivedId(kind: string, ...cause: readonly (string | number)[]): string {
  return nameBased(idNamespace, [kind, ...cause].join('|'));
}

/** RFC 9562, section 5.5. */
function nameBased(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  const bytes = hash.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
