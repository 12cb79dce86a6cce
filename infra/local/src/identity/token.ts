import { parseArgs } from 'node:util';
import { isRole, roles } from '@awrach/subgraph/roles';
import { findProvince } from '@awrach/territory';
import { runningLauncher } from '../launcher/launcher-lock.ts';
import { stateFolder } from '../places.ts';
import { type Caller, localIssuer, signToken } from './issuer.ts';

const usage = `npm run -s token -- --role ${roles.join('|')}
  [--province 05.301]  the HCP code; a province or council speaks for one
  [--partner <id>]     a partner or supervisor speaks for one
  [--name <text>]      what people are shown
  [--hours 12]         until it expires`;

/** @throws when the arguments do not make a caller; the message says what is missing. */
export function readCaller(args: readonly string[]): { caller: Caller; hours: number } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      role: { type: 'string' },
      province: { type: 'string' },
      partner: { type: 'string' },
      name: { type: 'string' },
      hours: { type: 'string', default: '12' },
    },
  });
  const { role, province, partner, name } = values;
  if (!isRole(role)) throw new Error(`--role is ${role ? `not known: ${role}` : 'missing'}`);
  if (province !== undefined && !findProvince(province))
    throw new Error(`--province ${province} is no province's code`);
  if ((role === 'province' || role === 'council') && !province) throw new Error(`a ${role} needs --province`);
  if ((role === 'partner' || role === 'supervisor') && !partner) throw new Error(`a ${role} needs --partner`);
  const hours = Number(values.hours);
  if (!Number.isFinite(hours)) throw new Error(`--hours ${values.hours} is not a number`);
  return { caller: { role, province, partner, name }, hours };
}

async function main(): Promise<void> {
  const { caller, hours } = readCaller(process.argv.slice(2));
  const issuer = runningLauncher(stateFolder)?.issuer ?? process.env.OIDC_ISSUER ?? localIssuer;
  if (issuer !== localIssuer)
    throw new Error(`tokens come from ${issuer}, for which nothing can be signed here`);
  console.log(await signToken(stateFolder, caller, hours));
}

if (import.meta.main) {
  await main().catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no key yet; run "npm start" first' : error.message;
    console.error(`No token: ${why}.\n\n${usage}`);
    process.exitCode = 1;
  });
}
