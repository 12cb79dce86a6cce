import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The last two only where @apollo/gateway is patched (docs/adr/0021). */
const unused = /node_modules\/(kafkajs|pg|typeorm|make-fetch-happen|@opentelemetry\/(?!api\/)[^/]+)\//;

test('the gateway loads no client of Kafka, of a database, of telemetry: it would hold them in memory for nothing', () => {
  const script = `
    import { createRequire } from 'node:module';
    await import('./src/gateway.ts');
    console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)));`;
  const said = execFileSync(
    process.execPath,
    ['--conditions=source', '--input-type=module', '--eval', script],
    { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' },
  );
  const loaded: string[] = JSON.parse(said);
  expect(loaded.filter((file) => /node_modules\/prom-client\//.test(file))).not.toEqual([]);
  expect(loaded.filter((file) => unused.test(file))).toEqual([]);
});
