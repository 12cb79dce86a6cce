import { topicSettings } from '@awrach/contracts';

/** Of every topic that carries state. */
export const { partitions } = topicSettings;

/**
 * Where a thing's records lie: murmur2 of the key, as Kafka's own clients reckon, so that any writer finds the same. It is
 * reckoned here because the client's own way takes longer than all else that the relay does with an event.
 */
export function partitionOf(key: string | Buffer): number {
  return (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % partitions;
}

/** MurmurHash2 by Austin Appleby, 32 bits, with the seed and the reading of bytes that Kafka's Java client has. */
function murmur2(bytes: Buffer): number {
  const m = 0x5bd1e995;
  const words = bytes.length >> 2;
  let hash = 0x9747b28c ^ bytes.length;
  for (let word = 0; word < words; word += 1) {
    let k = Math.imul(bytes.readInt32LE(word * 4), m);
    k = Math.imul(k ^ (k >>> 24), m);
    hash = Math.imul(hash, m) ^ k;
  }
  const rest = bytes.length - words * 4;
  for (let place = rest - 1; place >= 0; place -= 1) hash ^= (bytes[words * 4 + place] ?? 0) << (8 * place);
  if (rest > 0) hash = Math.imul(hash, m);
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
}
