import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Role } from '@awrach/subgraph/roles';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

/** Stands in `iss`. A name, not an address: the keys are served on a port that changes. */
export const localIssuer = 'http://awrach.localhost';
export const audience = 'awrach';

/** Who a token speaks for. */
export interface Caller {
  role: Role;
  /** HCP code. */
  province?: string | undefined;
  /** Id of the partner. */
  partner?: string | undefined;
  /** What people are shown; made from the role when left out. */
  name?: string | undefined;
}

const keyFile = (stateFolder: string) => join(stateFolder, 'issuer-key.json');

/** Makes the signing key where there is none yet; readable by its owner only. */
export async function makeKey(stateFolder: string): Promise<void> {
  if (existsSync(keyFile(stateFolder))) return;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  writeFileSync(keyFile(stateFolder), JSON.stringify(key), { mode: 0o600 });
}

/**
 * A token that the local issuer stands behind.
 *
 * @param hours until it expires; below zero for one that has.
 * @throws when the key was not made yet.
 */
export async function signToken(stateFolder: string, caller: Caller, hours = 12): Promise<string> {
  const jwk: JWK = JSON.parse(readFileSync(keyFile(stateFolder), 'utf8'));
  const { role, province, partner } = caller;
  // The same caller is the same subject every time: requests are remembered by it.
  const subject = ['local', role, province, partner].filter(Boolean).join(':');
  const claims = { role, province, partner, name: caller.name ?? subject };
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '', typ: 'JWT' })
    .setIssuer(localIssuer)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round(hours * 3600))
    .sign(await importJWK(jwk, 'ES256'));
}

export interface Issuer {
  /** Where the public key is served. */
  jwksUrl: string;
  stop(): Promise<void>;
}

/** Serves the public half of the key on 127.0.0.1, on any free port. */
export async function serveKeys(stateFolder: string): Promise<Issuer> {
  const { d: _secret, ...publicKey }: JWK = JSON.parse(readFileSync(keyFile(stateFolder), 'utf8'));
  const body = JSON.stringify({ keys: [publicKey] });
  const server = createServer((request, response) => {
    if (request.url !== '/jwks.json') return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/jwk-set+json' }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the issuer got no port');
  return {
    jwksUrl: `http://127.0.0.1:${address.port}/jwks.json`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
