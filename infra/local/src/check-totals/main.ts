/** `npm run check:totals`: hands the addresses of the running system to the audit, which belongs to totals. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { auditor } from '../auditor.ts';
import { databaseAddress } from '../database-address.ts';
import { clone } from '../places.ts';
import { services } from '../processes.ts';

/** As the audit ends when it cannot look: neither equal nor different. */
const couldNotLook = 2;

try {
  for (const service of services) {
    const variable = `AUDIT_${service.toUpperCase()}_URL`;
    process.env[variable] = databaseAddress(service, auditor, variable);
  }
  await import(pathToFileURL(join(clone, 'services/totals/src/audit/main.ts')).href);
} catch (error) {
  console.error(`Could not look: ${error instanceof Error ? error.message : error}.`);
  process.exitCode = couldNotLook;
}
