import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes (10⁶ bytes) of memory, what is shared counted by shares; 0 for one that has ended. */
export function megabytes(pid: number): number {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return (Number(kibibytes ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

/** All processes that came from this one. */
export function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: number): number | undefined {
  try {
    // The command, in brackets, may hold anything; the parent is the second field after it.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined;
  }
}

/** What it is: `PostgreSQL`, `Kafka`, or its command. */
export function nameOf(pid: number): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    if (/^\S*java /.test(command)) return 'Kafka';
    if (command.includes('postgres')) return command.includes('watchdog') ? 'watchdogs' : 'PostgreSQL';
    return command.includes('watchdog') ? 'watchdogs' : command.slice(0, 40);
  } catch {
    return 'ended';
  }
}

/** The process that listens at an address of this machine. */
export function addressOwner(address: string): number {
  const { port } = new URL(address);
  const listening = execFileSync('ss', ['-ltnpH', `sport = :${port}`], { encoding: 'utf8' });
  return Number(/pid=(\d+)/.exec(listening)?.[1] ?? 0);
}
