import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { jest } from '@jest/globals';

interface Push {
  entry: { correlationId: number; resolve(): void; reject(error: Error): void };
  expectResponse: boolean;
  sendRequest(): void;
}

interface RequestQueue {
  push(request: Push): void;
  fulfillRequest(response: { correlationId: number; payload: Buffer; size: number }): void;
  maybeThrottle(ms: number): void;
}

/** The client's own queue in front of one connection, patched as adr/0019 says. */
const require = createRequire(import.meta.url);
const Queue = require(join(dirname(require.resolve('kafkajs/package.json')), 'src/network/requestQueue'));
const silent = { debug() {}, warn() {} };

/** A queue that sends one request at a time, and the numbers of those it has sent. */
function queueOfOne() {
  const queue: RequestQueue = new Queue({ maxInFlightRequests: 1, requestTimeout: 1_000, logger: silent });
  const sent: number[] = [];
  const push = (correlationId: number) =>
    queue.push({
      entry: { correlationId, resolve() {}, reject() {} },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  const answer = (correlationId: number) =>
    queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });
  return { queue, sent, push, answer };
}

describe("The Kafka client's queue of requests", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('sets no timer while nothing waits to be sent', () => {
    const { answer, push, sent } = queueOfOne();
    push(1);
    answer(1);
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('sends what waits as soon as there is room', () => {
    const { answer, push, sent } = queueOfOne();
    push(1);
    push(2);
    expect(sent).toEqual([1]);
    answer(1);
    expect(sent).toEqual([1, 2]);
  });

  test('sends what waits when the broker has asked for a pause, after it', () => {
    const { push, queue, sent } = queueOfOne();
    queue.maybeThrottle(80);
    push(1);
    jest.advanceTimersByTime(79);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(sent).toEqual([1]);
  });

  test('sends what came to wait during a pause that had begun with nothing waiting', () => {
    const { answer, push, queue, sent } = queueOfOne();
    push(1);
    queue.maybeThrottle(80);
    answer(1);
    push(2);
    expect(sent).toEqual([1]);
    jest.advanceTimersByTime(81);
    expect(sent).toEqual([1, 2]);
  });
});
