import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseAddress, plainAddresses } from '../src/database-address.ts';
import { record } from '../src/launcher-lock.ts';
import { keptSecrets } from '../src/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'awrach-address-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("A command's address of a service's database", () => {
  test('is the one that its variable names, before any other', () => {
    const named = 'postgres://me@db.example:5432/partner';
    expect(
      databaseAddress('partner', 'audit', 'AUDIT_PARTNER_URL', { AUDIT_PARTNER_URL: named }, folder),
    ).toBe(named);
  });

  test('is that of the system that runs from here, as the role asked for; its password is not written beside it', () => {
    const { passwords } = keptSecrets(folder, ['partner', 'audit']);
    const databases = plainAddresses({
      partner: 'postgres://awrach_partner:secret@127.0.0.1:5432/awrach_partner',
    });
    expect(databases).toEqual({ partner: 'postgres://127.0.0.1:5432/awrach_partner' });
    record(folder, { pid: process.pid, databases });
    expect(databaseAddress('partner', 'audit', 'AUDIT_PARTNER_URL', {}, folder)).toBe(
      `postgres://awrach_audit:${passwords.audit}@127.0.0.1:5432/awrach_partner`,
    );
  });

  test('is not known where nothing runs, and the message says what to do', () => {
    expect(() => databaseAddress('partner', 'audit', 'AUDIT_PARTNER_URL', {}, folder)).toThrow(
      'start Awrach with "npm start", or name it in AUDIT_PARTNER_URL',
    );
  });
});
