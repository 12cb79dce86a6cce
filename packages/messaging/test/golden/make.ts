/*
 * Makes kafkajs.json from the client as it was released:
 *
 *   npm pack kafkajs@2.2.4 && tar -xzf kafkajs-2.2.4.tgz
 *   node packages/messaging/test/golden/make.ts "$PWD/package"
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientIn, kinds, records } from './exchange.ts';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Name the folder of the unpacked package.');
const client = clientIn(folder);
const batches = await Promise.all(
  Object.entries(kinds).map(async ([kind, options]) => {
    const batch = await client.batch(options);
    return [kind, { bytes: batch.toString('base64'), read: await client.read(batch) }];
  }),
);
const golden = {
  version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version,
  produced: (await client.produce(records)).toString('base64'),
  batches: Object.fromEntries(batches),
};
writeFileSync(join(import.meta.dirname, 'kafkajs.json'), `${JSON.stringify(golden, null, 2)}\n`);
