import { atMost } from '../src/at-most.ts';

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

describe('Waiting at most so long', () => {
  test('ends with the work, and leaves no timer that would keep the process', async () => {
    const before = timers();
    await atMost(60_000, Promise.resolve());
    expect(timers()).toBe(before);
    await expect(atMost(60_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(timers()).toBe(before);
  });

  test('ends without the work that does not', async () => {
    await atMost(1, new Promise(() => undefined));
  });
});
