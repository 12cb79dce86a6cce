import type { Reached } from '@awrach/messaging';
import type { Matrix } from '../matrix/matrix.ts';

/** Names the same figures on every instance: the nth change of one generation. */
export interface VersionName {
  readonly generation: number;
  readonly n: number;
}

/** The figures at one version, and how far the followed topics had been taken in. */
export interface Version extends VersionName {
  readonly matrix: Matrix;
  readonly reached: readonly Reached[];
}

/** Totals begin with this generation; each rebuild makes the next. */
export const firstGeneration = 0;

/** `3.1207` */
export const nameOf = ({ generation, n }: VersionName): string => `${generation}.${n}`;

/** Undefined for a text that names no version. */
export function readName(text: string): VersionName | undefined {
  const match = /^(\d{1,9})\.(\d{1,15})$/.exec(text);
  return match ? { generation: Number(match[1]), n: Number(match[2]) } : undefined;
}

export const isBefore = (a: VersionName, b: VersionName): boolean =>
  a.generation < b.generation || (a.generation === b.generation && a.n < b.n);
