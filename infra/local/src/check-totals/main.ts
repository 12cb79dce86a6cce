/** `npm run check:totals`: hands the addresses of the running system to the audit, which belongs to totals. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { databaseAddress } from '../launcher/database-address.ts';
import { services } from '../launcher/processes.ts';
import { clone, stateFolder } from '../places.ts';
import { auditor } from '../postgres/auditor.ts';

for (const service of services) {
  const variable = `AUDIT_${service.toUpperCase()}_URL`;
  const address = process.env[variable] || databaseAddress(stateFolder, service, auditor);
  if (address) process.env[variable] = address;
}
await import(pathToFileURL(join(clone, 'services/totals/src/audit/main.ts')).href);
