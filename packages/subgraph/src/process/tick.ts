import { executionAsyncResource } from 'node:async_hooks';

/**
 * One tick of `process.nextTick`, held for as long as the process runs. If none is alive when V8 collects the whole heap, it forgets
 * their shape, and makes each from then on by its slow way: 1.0 µs instead of 0.3, several times in every request. Whether it
 * comes to that follows from when the heap grows at the start, so whatever a process loads may change it.
 */
export const held: { tick?: object } = {};

process.nextTick(() => {
  held.tick = executionAsyncResource();
});
