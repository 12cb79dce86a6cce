import { generateKeyPairSync, sign } from 'node:crypto';
import type { Awrach } from './awrach.ts';

const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** A true token of a province, with what it says. */
async function genuine(
  { token }: Awrach,
  hours?: number,
): Promise<{ text: string; parts: string[]; claims: object }> {
  const text = (await token?.({ role: 'province', province: '05.301' }, hours)) ?? '';
  const parts = text.split('.');
  return { text, parts, claims: JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString()) };
}

/** Ran out an hour ago. */
export const expired = async (awrach: Awrach): Promise<string> => (await genuine(awrach, -1)).text;

/** The same claims, under the same key's name, signed with another key; or other claims under the true signature. */
export async function forged(awrach: Awrach, how: 'signed' | 'altered' = 'signed'): Promise<string> {
  const { claims, parts } = await genuine(awrach);
  const [header, , signature] = parts;
  const body = part({ ...claims, role: 'ministry', province: undefined });
  if (how === 'altered') return `${header}.${body}.${signature}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = sign('sha256', Buffer.from(`${header}.${body}`), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${header}.${body}.${own.toString('base64url')}`;
}

/** Says of itself that it needs no signature. */
export async function unsigned(): Promise<string> {
  const until = Math.floor(Date.now() / 1000) + 3600;
  const claims = { iss: 'http://awrach.localhost', aud: 'awrach', sub: 'x', role: 'ministry', exp: until };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
