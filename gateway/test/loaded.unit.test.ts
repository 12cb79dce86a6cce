import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('the gateway loads neither the Kafka client nor a database client: it would hold them in memory for nothing', () => {
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
  expect(loaded.filter((file) => /node_modules\/(kafkajs|pg|typeorm)\//.test(file))).toEqual([]);
});
