import { setTimeout as pause } from 'node:timers/promises';
import { agreement } from '@awrach/contracts';
import { Client } from 'pg';
import { nation } from './nation.ts';
import { anAgreement } from './states.ts';
import { twoInstances } from './two-instances.ts';

const { database, first, restartSecond, second, world } = twoInstances();

describe('The head', () => {
  test('is told at once, at each change, and again and again, and what is complete never goes back', async () => {
    const response = await fetch(`${first().address}/head`);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const { receipt } = await world().tell(agreement, 'approved', anAgreement());
    const { version } = (await (await fetch(`${first().address}/version?including=${receipt}`)).json()) as {
      version: string;
    };
    let text = '';
    const lines = () =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    while (lines().length < 12 || !lines().some((line) => line.version === version))
      text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    const moments = lines().map((line) => line.completeTo);
    expect(moments).toEqual([...moments].sort());
  });

  test('is not told while the database does not say that there is nothing newer', async () => {
    const gate = new Client({ connectionString: database().url });
    await gate.connect();
    await gate.query('begin; lock table head in access exclusive mode');
    try {
      await pause(600);
      const response = await fetch(`${first().address}/head`);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const word = reader?.read();
      expect(await Promise.race([word, pause(600, 'silence')])).toBe('silence');
      await gate.query('rollback');
      expect(await word).toMatchObject({ value: expect.stringContaining('"version"') });
      await reader?.cancel();
    } finally {
      await gate.end();
    }
  });
});

describe('An instance', () => {
  test('stops in order within seconds while a listener hangs on, and starts again with the same figures', async () => {
    const before = await nation(second());
    const listening = await fetch(`${second().address}/head`);
    const began = performance.now();
    expect(await second().stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    await listening.body?.cancel().catch(() => undefined); // It was closed by the instance.
    await restartSecond();
    const after = await nation(second());
    expect({ ...after, freshness: null }).toEqual({ ...before, freshness: null });
    expect(await second().head()).toMatchObject({ version: (await first().head()).version });
  });
});
