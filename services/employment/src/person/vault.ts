import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Identity } from './person.ts';

/** Keeps identities so that the database alone tells nobody who a person is. */
export interface Vault {
  /** The same text gives the same fingerprint; without the secret it cannot be reckoned, so ids cannot be tried out. */
  fingerprint(text: string): string;
  /** @param personId only under this id it can be opened again, so that rows cannot be exchanged */
  seal(identity: Identity, personId: string): string;
  /** @throws Error when it was not sealed with this secret for that person, or was changed since */
  open(sealed: string, personId: string): Identity;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const form = 'v1.';

/**
 * AES-256-GCM to keep, HMAC-SHA256 to recognise; each with a key of its own, derived (HKDF) from one secret.
 * @param secret 32 random bytes
 */
export function openVault(secret: Buffer): Vault {
  const keeping = derived(secret, 'awrach.person.identity');
  const matching = derived(secret, 'awrach.person.match');

  return {
    fingerprint: (text) => createHmac('sha256', matching).update(text, 'utf8').digest('base64url'),
    seal(identity, personId) {
      const nonce = randomBytes(nonceBytes);
      const encrypt = createCipheriv(cipher, keeping, nonce).setAAD(Buffer.from(personId));
      const text = Buffer.concat([encrypt.update(JSON.stringify(identity), 'utf8'), encrypt.final()]);
      return form + Buffer.concat([nonce, encrypt.getAuthTag(), text]).toString('base64url');
    },
    open(sealed, personId) {
      if (!sealed.startsWith(form))
        throw new Error('An identity is sealed in a form that is not known here.');
      const bytes = Buffer.from(sealed.slice(form.length), 'base64url');
      const nonce = bytes.subarray(0, nonceBytes);
      const decrypt = createDecipheriv(cipher, keeping, nonce)
        .setAAD(Buffer.from(personId))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      const text = Buffer.concat([decrypt.update(bytes.subarray(nonceBytes + tagBytes)), decrypt.final()]);
      return JSON.parse(text.toString('utf8')) as Identity; // What `seal` wrote: the tag has just proved it.
    },
  };
}

const derived = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32));
