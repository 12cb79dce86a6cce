import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Launched } from './launched.ts';

/** Megabytes (10⁶ bytes) of memory, what is shared counted by shares; 0 for one that has ended. */
export const megabytes = (pid: number): number =>
  megabytesIn(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m);

/** The same, what is shared counted whole. */
export const residentMegabytes = (pid: number): number =>
  megabytesIn(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m);

function megabytesIn(file: string, kibibytes: RegExp): number {
  try {
    return (Number(kibibytes.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

/** Seconds that a process has kept a processor busy, with those of its children that have ended; 0 for one that has ended itself. */
export function processorSeconds(pid: number): number {
  const fields = statOf(pid);
  // In clock ticks, a hundred a second on every Linux: user, system, and both of the children waited for.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** All processes that came from this one. */
export function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const parentOf = (pid: number): number => Number(statOf(pid)[1]);

/** What /proc says of a process, from its state on; nothing of one that has ended. */
function statOf(pid: number): string[] {
  try {
    // The command, in brackets before that, may hold anything.
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return [];
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

/** All processes of a system that was launched, by what they are. Its own are named `partner (Node)`. */
export function processesOf({ addresses, pid }: Pick<Launched, 'addresses' | 'pid'>): Map<string, number[]> {
  const ours = new Map(Object.entries(addresses).map(([name, address]) => [addressOwner(address), name]));
  ours.set(pid, 'launcher');
  const name = (one: number) => (ours.has(one) ? `${ours.get(one)} (Node)` : nameOf(one));
  return Map.groupBy([pid, ...descendants(pid)], name);
}

/** The process that listens at an address of this machine. */
export function addressOwner(address: string): number {
  const { port } = new URL(address);
  const listening = execFileSync('ss', ['-ltnpH', `sport = :${port}`], { encoding: 'utf8' });
  return Number(/pid=(\d+)/.exec(listening)?.[1] ?? 0);
}
