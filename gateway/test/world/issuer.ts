import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An issuer of access tokens whose keys are really fetched. */
export interface Issuer {
  readonly settings: { readonly issuer: string; readonly jwksUrl: string; readonly audience: string };
  /** @param claims role, province, partner, sub @param expires such as `1h`, or `-1h` for a token that has expired */
  token(claims: Record<string, string>, expires?: string): Promise<string>;
  stop(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'one' }] });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(keys);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; /* it listens on a port */
  const issuer = 'https://issuer.test';
  return {
    settings: { issuer, jwksUrl: `http://127.0.0.1:${port}/jwks`, audience: 'awrach' },
    token: (claims, expires = '1h') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience('awrach')
        .setSubject(claims.sub ?? 'someone')
        .setIssuedAt()
        .setExpirationTime(expires)
        .sign(privateKey),
    stop: () => server.close(),
  };
}
