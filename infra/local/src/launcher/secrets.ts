import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  /** By service, and of who audits them: the password of the database role `awrach_<name>`. */
  passwords: Record<string, string>;
  /** 32 bytes, base64: encrypts national ids and keys their hashes. Losing it loses them. */
  nationalIdKey: string;
}

const fileIn = (stateFolder: string) => join(stateFolder, 'secrets.json');

/** Those that a start has made; none before the first. */
export function readSecrets(stateFolder: string): Partial<Secrets> {
  const file = fileIn(stateFolder);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** The secrets kept in the state folder, made on the first start, readable by their owner only. */
export function keptSecrets(stateFolder: string, roles: readonly string[]): Secrets {
  const kept = readSecrets(stateFolder);
  const secrets: Secrets = {
    passwords: { ...kept.passwords },
    nationalIdKey: kept.nationalIdKey ?? randomBytes(32).toString('base64'),
  };
  for (const role of roles) secrets.passwords[role] ??= randomBytes(24).toString('base64url');
  writeFileSync(fileIn(stateFolder), `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
