import type { Reached } from '@awrach/messaging';
import { areEven, distanceTo } from '../../src/rebuild/distance.rules.ts';
import { readRebuildCommand } from '../../src/rebuild/options.ts';
import { differenceWords, progressWords } from '../../src/rebuild/words.ts';

const at = (partition: number, next: number, log: string | null = 'a'): Reached => ({
  topic: 't',
  partition,
  log,
  next,
});

describe('How far a rebuild is', () => {
  test('is counted in events of all partitions that the live figures rest on', () => {
    expect(distanceTo([at(0, 10), at(1, 5)], [at(0, 4)])).toEqual({ done: 4, all: 15 });
    expect(distanceTo([], [])).toEqual({ done: 0, all: 0 });
  });

  test('counts nothing of a log that was sent anew since: all of it is taken in again', () => {
    expect(distanceTo([at(0, 10, 'b')], [at(0, 10, 'a')])).toEqual({ done: 0, all: 10 });
  });

  test('is told with rate and time left', () => {
    expect(progressWords({ done: 350_000, all: 1_000_000 }, 25_000)).toBe(
      '350,000 of 1,000,000 events (35 %), 25,000 a second, 26 s left',
    );
    expect(progressWords({ done: 0, all: 0 }, 0)).toBe('0 of 0 events (100 %)');
  });
});

describe('Two generations stand even', () => {
  test('when they have taken in the same of every partition, in whatever order they are named', () => {
    expect(areEven([at(0, 3), at(1, 4)], [at(1, 4), at(0, 3)])).toBe(true);
    expect(areEven([at(0, 3), at(1, 0, null)], [at(0, 3)])).toBe(true);
  });

  test('not when one is ahead or behind, or reads another incarnation', () => {
    expect(areEven([at(0, 3)], [at(0, 2)])).toBe(false);
    expect(areEven([at(0, 3)], [at(0, 3), at(1, 1)])).toBe(false);
    expect(areEven([at(0, 3, 'b')], [at(0, 3, 'a')])).toBe(false);
  });
});

describe('The command', () => {
  test('says what is to be done, and refuses what excludes each other', () => {
    expect(readRebuildCommand([])).toEqual({ verb: 'begin', acceptDifferences: false });
    expect(readRebuildCommand(['--resume', '--accept-differences'])).toEqual({
      verb: 'resume',
      acceptDifferences: true,
    });
    expect(readRebuildCommand(['--discard'])).toEqual({ verb: 'discard' });
    expect(() => readRebuildCommand(['--discard', '--resume'])).toThrow('stands alone');
    expect(() => readRebuildCommand(['--again'])).toThrow();
  });

  test('names a hundred differences, and counts the others', () => {
    const one = { measure: 'grantPaid', place: '05.301', edition: 0, live: 500n, rebuilt: 1_200n } as const;
    const lines = differenceWords(Array.from({ length: 103 }, () => one)).split('\n');
    expect(lines).toHaveLength(102);
    expect(lines[1]).toBe('  grantPaid, 05.301, all editions: 500 live, 1200 rebuilt (+700 centimes)');
    expect(lines.at(-1)).toBe('  … and 3 more');
  });
});
