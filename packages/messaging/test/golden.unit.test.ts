import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clientIn, type Golden, kinds, records } from './golden/exchange.ts';

/** What the released client, before it is patched (adr/0019), writes and reads: made by golden/make.ts, which says how. */
const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden/kafkajs.json'), 'utf8'));
const installed = createRequire(import.meta.url).resolve('kafkajs/package.json');
const client = clientIn(dirname(installed));

describe('The patched Kafka client', () => {
  test('is of the version that the golden file was made by', () => {
    expect(JSON.parse(readFileSync(installed, 'utf8')).version).toBe(golden.version);
  });

  test('sends the same bytes as the released one', async () => {
    const produced = await client.produce(records);
    expect(produced.toString('base64')).toBe(golden.produced);
  });

  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    'reads the same of a batch as the released one: %s',
    async (kind) => {
      const { bytes, read } = golden.batches[kind];
      expect(read).toHaveLength(records.length);
      expect(await client.read(Buffer.from(bytes, 'base64'))).toEqual(read);
    },
  );
});
