import { parseArgs } from 'node:util';
import type { Service } from '@awrach/contracts';
import { auditedDatabases } from './databases.ts';

export interface AuditOptions {
  /** By database: its address, as the role that may only read. */
  readonly urls: Readonly<Record<Service, string>>;
  /** One JSON text for each look, instead of words. */
  readonly json: boolean;
  /** Looks again and again, so many seconds after each look, and serves what it found as metrics; undefined: one look. */
  readonly watch: { readonly everySeconds: number; readonly port: number } | undefined;
  /** So many findings of each kind are named. */
  readonly most: number;
}

export const usage = `npm run check:totals -- [options]
  --json          machine-readable: one JSON text for each look
  --most 100      so many findings of each kind are named; all are counted
  --watch         goes on looking, and serves metrics
  --every 60      with --watch: seconds from one look to the next
  --port 9464     with --watch: where GET /metrics listens, on 127.0.0.1; 0 takes any free one`;

/** `AUDIT_PARTNER_URL` and so on. */
export const variableOf = (database: Service): string => `AUDIT_${database.toUpperCase()}_URL`;

/** @throws Error on an option that does not exist or cannot be meant, or an address that is missing */
export function readAuditOptions(args: readonly string[], env: NodeJS.ProcessEnv): AuditOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      most: { type: 'string', default: '100' },
      watch: { type: 'boolean', default: false },
      every: { type: 'string', default: '60' },
      port: { type: 'string', default: '9464' },
    },
  });
  const number = (name: 'most' | 'every' | 'port', least: number, most: number): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`--${name} ${values[name]} is not a whole number from ${least} to ${most}`);
  };
  const missing = auditedDatabases.map(variableOf).filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Error(`start Awrach with "npm start", or set ${missing.join(', ')}`);
  }
  const urlOf = (database: Service): string => env[variableOf(database)] ?? '';
  return {
    urls: {
      partner: urlOf('partner'),
      worksite: urlOf('worksite'),
      employment: urlOf('employment'),
      finance: urlOf('finance'),
      totals: urlOf('totals'),
    },
    json: values.json,
    most: number('most', 1, 100_000),
    watch: values.watch
      ? { everySeconds: number('every', 1, 86_400), port: number('port', 0, 65_535) }
      : undefined,
  };
}
