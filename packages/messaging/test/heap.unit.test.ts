import { spawnSync } from 'node:child_process';

/** Counts how often V8 looks through a heap of which some 30 MB stay alive while 10 MB at a time come and go. */
const script = /* js */ `
  import { PerformanceObserver, constants } from 'node:perf_hooks';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { giveRoom } from ${JSON.stringify(new URL('../src/consumer/heap.ts', import.meta.url).href)};

  let collections = 0;
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries())
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
  }).observe({ entryTypes: ['gc'] });
  const some = (count) => Array.from({ length: count }, (_, i) => ({ i, text: [i, i + 1] }));
  const alive = some(300_000);
  const counted = async () => {
    let waiting = [];
    for (let turn = 0; turn < 60; turn += 1) {
      waiting = [...waiting.slice(-2), some(60_000)];
      await sleep(1);
    }
    await sleep(20);
    const sum = collections;
    collections = 0;
    return alive.length > waiting.length ? sum : -1;
  };
  await counted();
  const [one, other] = [{}, {}];
  const before = await counted();
  giveRoom(one, true);
  giveRoom(other, true);
  giveRoom(other, false);
  const behind = await counted();
  giveRoom(one, false);
  await counted();
  console.log(JSON.stringify({ before, behind, after: await counted() }));
`;

test('V8 looks through the heap less often while a consumer is behind, and as before when none is', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--max-semi-space-size=2', '--max-old-space-size=512', '--input-type=module', '-e', script],
    { encoding: 'utf8', timeout: 60_000 },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const { after, before, behind } = JSON.parse(stdout);
  expect(behind).toBeLessThan(0.75 * before);
  expect(after).toBeGreaterThan(behind / 0.75);
});
