import { spawnSync } from 'node:child_process';
import { steadyMap } from '../src/steady-map.ts';

test('does what a Map does', () => {
  const map = new Map<string, number>();
  const steady = steadyMap<number>();
  // More keys than there are chains, so that many share one; the same numbers each time.
  let drawn = 1;
  const draw = (below: number) => {
    drawn = (Math.imul(drawn, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (drawn >> 8) % below;
  };
  for (let turn = 0; turn < 100_000; turn++) {
    const key = `key ${draw(16_384)}`;
    if (draw(2) === 0) {
      map.set(key, turn);
      steady.set(key, turn);
    } else {
      const [there, expected] = [steady.delete(key), map.delete(key)];
      if (there !== expected) throw new Error(`${key} was ${there ? 'there' : 'gone'}`);
    }
  }
  expect(map.size).toBeGreaterThan(4_096);
  const found = Array.from({ length: 16_384 }, (_, i) => steady.get(`key ${i}`));
  expect(found).toEqual(found.map((_, i) => map.get(`key ${i}`)));
});

/** Lets entries come and go, eight there at once, which now and then outlive the nursery. Says by how much the rest of the heap has grown. */
const script = /* js */ `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { steadyMap } from ${JSON.stringify(new URL('../src/steady-map.ts', import.meta.url).href)};

  const keys = Array.from({ length: 65_536 }, (_, i) => 'key ' + i);
  const steady = steadyMap();
  let garbage;
  const come = (count) => {
    for (let i = 0; i < count; i++) {
      if (i % 32_768 === 0) for (let piece = 0; piece < 20_000; piece++) garbage = new Array(128).fill(piece);
      steady.set(keys[i % keys.length], new Array(128).fill(i));
      if (i >= 8) steady.delete(keys[(i - 8) % keys.length]);
    }
  };
  const outside = () =>
    getHeapSpaceStatistics()
      .filter(({ space_name: name }) => name === 'old_space' || name === 'large_object_space')
      .reduce((sum, space) => sum + space.space_used_size, 0);
  come(2 * keys.length);
  const before = outside();
  come(6 * keys.length);
  console.log(JSON.stringify({ grownBy: outside() - before, garbage: garbage.length }));
`;

/** A heap that is not collected as a whole before it has grown to so many megabytes. */
const heap = ['--max-semi-space-size=8', '--initial-heap-size=1000', '--no-allocation-site-pretenuring'];

test('what is taken out is garbage as soon as nobody else holds it', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [...heap, '--input-type=module', '-e', script],
    { encoding: 'utf8', timeout: 60_000 },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  // Of a Map it was 171 MB.
  expect(JSON.parse(stdout).grownBy).toBeLessThan(2_000_000);
});
