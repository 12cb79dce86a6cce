import { runningLauncher } from './launcher-lock.ts';
import { stateFolder } from './places.ts';
import { readSecrets } from './secrets.ts';

/** The addresses of databases without role and password. */
export function plainAddresses(urls: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(urls).map(([name, url]) => {
      const plain = new URL(url);
      plain.username = '';
      plain.password = '';
      return [name, plain.href];
    }),
  );
}

/**
 * The address of a service's database for a command: the one that the variable names, else that of the running `npm start`.
 * @param as whose role it is to be: the service's own, or the auditor's
 * @throws when there is neither
 */
export function databaseAddress(
  service: string,
  as: string,
  variable: string,
  env: NodeJS.ProcessEnv = process.env,
  folder = stateFolder,
): string {
  const named = env[variable];
  if (named) return named;
  const plain = runningLauncher(folder)?.databases?.[service];
  const password = readSecrets(folder).passwords?.[as];
  if (!plain || !password) {
    throw new Error(
      `The database of ${service} is not known: start Awrach with "npm start", or name it in ${variable}`,
    );
  }
  const url = new URL(plain);
  url.username = `awrach_${as}`;
  url.password = password;
  return url.href;
}
