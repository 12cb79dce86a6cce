import { setImmediate } from 'node:timers/promises';
import { held } from '../src/process/tick.ts';

test('a tick is held, and is what nextTick makes', async () => {
  await setImmediate();
  expect(held.tick).toMatchObject({ callback: expect.any(Function) });
});
