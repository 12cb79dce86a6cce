import { createRequire } from 'node:module';
import type kafkajs from 'kafkajs';
import { decodeRecord } from './decode-record.ts';
import { encodeRecord } from './encode-record.ts';

/**
 * kafkajs, with two of its inner functions replaced before it loads: how a record becomes bytes, and bytes a record. They do the same
 * to the byte (a test holds them together) and take a fraction of the time, which with our headers was the most of
 * what the relay and the consumers did. Its version is pinned. Whoever needs a value of kafkajs takes it from here.
 */
const require = createRequire(import.meta.url);

function replace(path: string, by: unknown): void {
  const filename = require.resolve(path);
  const own = require(filename); // It loads what it needs itself; then only what it gives is another.
  const cached = require.cache[filename];
  if (typeof own === 'function' && cached) cached.exports = by;
}

replace('kafkajs/src/protocol/recordBatch/record/v0/index.js', encodeRecord);
replace('kafkajs/src/protocol/recordBatch/record/v0/decoder.js', decodeRecord);

export const { ConfigResourceTypes, Kafka, KafkaJSError, logLevel, Partitioners }: typeof kafkajs =
  require('kafkajs');
