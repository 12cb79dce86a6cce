import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { audience, localIssuer, makeKey, serveKeys, signToken } from '../src/identity/issuer.ts';
import { readCaller } from '../src/identity/token.ts';

describe('asking for a token', () => {
  test('a province names its code, which must be one of the 75', () => {
    expect(readCaller(['--role', 'province', '--province', '05.301'])).toEqual({
      caller: { role: 'province', province: '05.301', partner: undefined, name: undefined },
      hours: 12,
    });
    expect(() => readCaller(['--role', 'province'])).toThrow('a province needs --province');
    expect(() => readCaller(['--role', 'province', '--province', '05.999'])).toThrow("no province's code");
  });

  test('a partner names itself, and an unknown role is refused', () => {
    expect(() => readCaller(['--role', 'partner'])).toThrow('a partner needs --partner');
    expect(() => readCaller(['--role', 'king'])).toThrow('--role is not known: king');
    expect(() => readCaller([])).toThrow('--role is missing');
  });
});

describe('the local issuer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-issuer-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('signs what its published key verifies, and publishes nothing secret', async () => {
    await makeKey(folder);
    expect(statSync(join(folder, 'issuer-key.json')).mode & 0o777).toBe(0o600);
    const issuer = await serveKeys(folder);
    try {
      const token = await signToken(folder, { role: 'province', province: '05.301' });
      const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUrl)), {
        issuer: localIssuer,
        audience,
      });
      expect(payload).toMatchObject({ role: 'province', province: '05.301', sub: 'local:province:05.301' });
      expect(payload).not.toHaveProperty('partner');
      expect(await (await fetch(issuer.jwksUrl)).text()).not.toContain('"d"');
    } finally {
      await issuer.stop();
    }
  });
});
