import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { databaseAddress } from '../../infra/local/src/launcher/database-address.ts';
import { services } from '../../infra/local/src/launcher/processes.ts';
import type { Look } from '../../services/totals/src/audit/finding.ts';
import type { Awrach } from './awrach.ts';

const command = join(import.meta.dirname, '../../infra/local/src/check-totals/main.ts');

/** `npm run check:totals -- --json` on this system. */
export async function checkTotals({ stateFolder }: Awrach): Promise<{ code: unknown; look: Look }> {
  const addresses = services.map((service) => [
    `AUDIT_${service.toUpperCase()}_URL`,
    databaseAddress(stateFolder, service, 'audit'),
  ]);
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', command, '--json'], {
    env: { PATH: process.env.PATH, ...Object.fromEntries(addresses) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (complaints) throw new Error(complaints);
  return { code, look: JSON.parse(out) };
}
