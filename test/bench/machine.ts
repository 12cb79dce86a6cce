import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** Says what was run, where and when, so that a figure can be compared with another. */
export function printMachine(script: string): void {
  const system =
    /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const load = loadavg()[0]?.toFixed(1);
  console.log(`Command   npm run ${script}
Date      ${new Date().toISOString()}
Machine   ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${memory}; ${system}, Linux ${release()}; Node ${process.version}
Load      ${load} when it began
`);
}

/** One figure beside what it is held to. */
export function printFigure(what: string, figure: string, goal = ''): void {
  console.log(`${what.padEnd(58)} ${figure.padStart(10)}   ${goal}`);
}

/** The value below which that share of the figures lies. */
export function quantile(figures: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(figures).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
