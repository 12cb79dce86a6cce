import { keptVersions } from '../src/head/kept-versions.ts';
import { nameOf, readName, type Version } from '../src/head/version.ts';
import { emptyMatrix } from '../src/matrix/matrix.ts';

const version = (n: number, generation = 0): Version => ({ generation, n, matrix: emptyMatrix, reached: [] });

describe('Versions', () => {
  test('can be asked for by name while they are kept: 30 seconds after a newer one came', async () => {
    let now = 0;
    const versions = keptVersions(() => now);
    for (const n of [1, 2, 3]) versions.add(version(n));
    expect(await versions.at({ generation: 0, n: 1 }, 0)).toMatchObject({ n: 1 });
    now = 29_000;
    versions.add(version(4));
    expect(await versions.at({ generation: 0, n: 1 }, 0)).toMatchObject({ n: 1 });
    now = 31_000;
    versions.add(version(5));
    expect(await versions.at({ generation: 0, n: 1 }, 0)).toBe('gone');
    expect(await versions.at({ generation: 0, n: 3 }, 0)).toMatchObject({ n: 3 });
    expect(await versions.at({ generation: 0, n: 4 }, 0)).toMatchObject({ n: 4 });
  });

  test('that are still to come are waited for, as long as was said', async () => {
    const versions = keptVersions();
    versions.add(version(1));
    const waiting = versions.at({ generation: 0, n: 3 }, 2_000);
    versions.add(version(2));
    versions.add(version(3));
    expect(await waiting).toMatchObject({ n: 3 });
    expect(await versions.at({ generation: 0, n: 4 }, 20)).toBe('gone');
  });

  test('that were left out by a gap are gone, not answered by another', async () => {
    const versions = keptVersions();
    versions.add(version(1));
    versions.add(version(9));
    expect(await versions.at({ generation: 0, n: 5 }, 0)).toBe('gone');
    expect(await versions.headFrom({ generation: 0, n: 5 }, 0)).toMatchObject({ n: 9 });
  });

  test('of a lower generation are kept as long as others when a higher one comes, and never become the head again', async () => {
    let now = 0;
    const versions = keptVersions(() => now);
    versions.add(version(1_000));
    versions.add(version(7, 1));
    versions.add(version(1_001));
    expect(nameOf(versions.head())).toBe('1.7');
    expect(await versions.at({ generation: 0, n: 1_000 }, 0)).toMatchObject({ generation: 0, n: 1_000 });
    expect(await versions.at({ generation: 0, n: 1_001 }, 0)).toBe('gone');
    now = 31_000;
    versions.add(version(8, 1));
    expect(await versions.at({ generation: 0, n: 1_000 }, 0)).toBe('gone');
  });

  test('have names that say generation and number, and nothing else is a name', () => {
    expect(readName('3.1207')).toEqual({ generation: 3, n: 1207 });
    for (const text of ['', '3', '3.', 'a.b', '-1.2', '1.2.3', '1.99999999999999999999']) {
      expect(readName(text)).toBeUndefined();
    }
  });
});
