import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseAddress, plainAddresses } from '../src/launcher/database-address.ts';
import { record } from '../src/launcher/launcher-lock.ts';
import { keptSecrets } from '../src/launcher/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'awrach-address-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("A command's address of a service's database", () => {
  test('is that of the system that runs there, as the role asked for; its password is not written beside it', () => {
    const { passwords } = keptSecrets(folder, ['partner', 'audit']);
    const databases = plainAddresses({
      partner: 'postgres://awrach_partner:secret@127.0.0.1:5432/awrach_partner',
    });
    expect(databases).toEqual({ partner: 'postgres://127.0.0.1:5432/awrach_partner' });
    record(folder, { pid: process.pid, databases });
    expect(databaseAddress(folder, 'partner', 'audit')).toBe(
      `postgres://awrach_audit:${passwords.audit}@127.0.0.1:5432/awrach_partner`,
    );
  });

  test('is not known where nothing runs', () => {
    keptSecrets(folder, ['partner', 'audit']);
    expect(databaseAddress(folder, 'partner', 'audit')).toBeUndefined();
  });
});
