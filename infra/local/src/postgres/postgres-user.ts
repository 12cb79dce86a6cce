import { execFileSync } from 'node:child_process';
import { isRoot } from '../places.ts';

export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * Whom PostgreSQL runs as when we are root, because it refuses to: the user `postgres`, made when there is none.
 * Undefined when we are somebody else: then it runs as we do.
 */
export function userForPostgres(): SystemUser | undefined {
  if (!isRoot) return undefined;
  const known = lookUp('postgres');
  if (known) return known;
  const makers: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/sh', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  for (const [command, args] of makers) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
    } catch {
      continue; // Debian and Red Hat have the first, Alpine the second; what counts is looked up below.
    }
    const made = lookUp('postgres');
    if (made) return made;
  }
  throw new Error(
    'PostgreSQL does not run as root, and no user "postgres" could be made. ' +
      'Make one, start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function lookUp(name: string): SystemUser | undefined {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined; // `id` fails when there is no such user: that is the answer.
  }
}
