import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clientIn, type Golden, kinds, records, sent } from './golden/exchange.ts';

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

  test('gives the first values of headers by name, as they stand among all', async () => {
    const batch = await client.batch({
      sent: [...records, sent('', { headers: { nothing: ['', 'second'] } })],
    });
    // This client sends no header without a value, others do: its length is -1 instead of 0, which is the number 1.
    batch[batch.indexOf('nothing') + 'nothing'.length] = 1;
    const names = ['thrice', 'empty', 'nothing', 'ce_attribute13', 'nowhere', 'constructor', 'ورش'];
    const named = await client.named(batch, names);
    const all = await client.headers(batch);
    expect(named).toEqual(all.map((headers) => names.map((name) => [headers[name]].flat()[0])));
    expect(named.at(-1)).toEqual(names.map((name) => (name === 'nothing' ? null : undefined)));
    expect(named.flat().filter((value) => value !== undefined)).toHaveLength(5);
  });
});
