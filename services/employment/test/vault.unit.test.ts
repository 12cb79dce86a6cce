import { randomBytes } from 'node:crypto';
import { openVault } from '../src/person/vault.ts';

const secret = randomBytes(32);
const vault = openVault(secret);
const identity = { name: 'زينب', nationalId: 'AB123456', birthDate: '1990-05-17', phone: null };

describe('the vault of identities', () => {
  test('opens what it sealed, also after a restart', () => {
    expect(openVault(secret).open(vault.seal(identity, 'p1'), 'p1')).toEqual(identity);
  });

  test('shows nothing, and the same identity looks different each time', () => {
    const sealed = vault.seal(identity, 'p1');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('AB123456');
    expect(vault.seal(identity, 'p1')).not.toBe(sealed);
  });

  test('does not open what was sealed for somebody else, was changed, or was sealed with another secret', () => {
    const sealed = vault.seal(identity, 'p1');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    expect(() => vault.open(sealed, 'p2')).toThrow();
    expect(() => vault.open(`v1.${bytes.toString('base64url')}`, 'p1')).toThrow();
    expect(() => openVault(randomBytes(32)).open(sealed, 'p1')).toThrow();
    expect(() => vault.open(sealed.slice(3), 'p1')).toThrow('form');
  });

  test('recognises a national id, and only with the same secret', () => {
    expect(openVault(secret).fingerprint('AB123456')).toBe(vault.fingerprint('AB123456'));
    expect(vault.fingerprint('AB123457')).not.toBe(vault.fingerprint('AB123456'));
    expect(openVault(randomBytes(32)).fingerprint('AB123456')).not.toBe(vault.fingerprint('AB123456'));
  });
});
