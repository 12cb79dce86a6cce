import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { tokenVerifier } from '../src/identity/tokens.ts';

const issuer = 'https://issuer.test';
const pair = await generateKeyPair('ES256');
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'one' }] });

let server: Server;
let answer: { status: number; body: string };
beforeEach(async () => {
  answer = { status: 200, body: keys };
  server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => server.close());

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`; // It listens on a port.
const verifying = (jwksUrl = address()) => tokenVerifier({ issuer, jwksUrl, audience: 'awrach' });
const token = (claims: Record<string, string>, { expires = '1h', by = issuer, key = pair.privateKey } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(by)
    .setAudience('awrach')
    .setSubject('someone')
    .setExpirationTime(expires)
    .sign(key)
    .then((text) => `Bearer ${text}`);
const clerk = { role: 'province', province: '05.301' };

test('a token of the issuer says who asks', async () => {
  expect(await verifying()(await token(clerk))).toMatchObject({ subject: 'someone', ...clerk });
});

test('without a token nobody in particular asks', async () => {
  expect(await verifying()(undefined)).toBeUndefined();
});

test.each([
  ['has expired', () => token(clerk, { expires: '-1h' })],
  ['is from another issuer', () => token(clerk, { by: 'https://other.test' })],
  [
    'is signed with another key',
    async () => token(clerk, { key: (await generateKeyPair('ES256')).privateKey }),
  ],
  ['names a role that there is not', () => token({ role: 'king' })],
  ['is of a province without saying which', () => token({ role: 'province' })],
  ['is no token', async () => 'Bearer one.two.three'],
])('a token that %s is invalid', async (_how, made) => {
  await expect(verifying()(await made())).rejects.toMatchObject({ refusal: { refused: 'token.invalid' } });
});

describe('when the keys cannot be fetched, the token is not called invalid', () => {
  const unreachable = { refusal: { refused: 'issuer.unreachable' } };

  test('nobody listens there', async () => {
    const closed = address();
    await new Promise((resolve) => server.close(resolve));
    await expect(verifying(closed)(await token(clerk))).rejects.toMatchObject(unreachable);
  });

  test.each([
    [503, 'down for maintenance'],
    [200, 'a page that is no set of keys'],
    [200, '{"keys": "none"}'],
  ])('it answers %d: %s', async (status, body) => {
    answer = { status, body };
    await expect(verifying()(await token(clerk))).rejects.toMatchObject(unreachable);
  });
});
