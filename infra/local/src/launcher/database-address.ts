import { runningLauncher } from './launcher-lock.ts';
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
 * The address of a service's database in the system that runs on a state folder.
 * @param as whose role it is to be: the service's own, or the auditor's
 * @returns undefined when none runs there
 */
export function databaseAddress(stateFolder: string, service: string, as: string): string | undefined {
  const plain = runningLauncher(stateFolder)?.databases?.[service];
  const password = readSecrets(stateFolder).passwords?.[as];
  if (!plain || !password) return undefined;
  const url = new URL(plain);
  url.username = `awrach_${as}`;
  url.password = password;
  return url.href;
}
