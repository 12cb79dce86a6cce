import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../src/kafka/kafka.ts';
import { freePort } from '../src/supervision/free-port.ts';

test('a free port is none that the system gives to outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => freePort()));
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test('no port is given twice, of two thousand that would hold some hundred and fifty equal ones by chance', async () => {
  const ports = new Set<number>();
  for (let count = 0; count < 2000; count += 1) ports.add(await freePort());
  expect(ports.size).toBe(2000);
});

test('a server that does not get ready says why, though its log may be gone when that is read', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'awrach-taken-port-'));
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  try {
    const started = startKafka({ dir, port });
    await expect(started).rejects.toThrow(/^Kafka did not get ready.*kafka\.log\n.*Address already in use/s);
  } finally {
    other.close();
    rmSync(dir, { recursive: true });
  }
});
