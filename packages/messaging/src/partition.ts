import { topicSettings } from '@awrach/contracts';
import { Partitioners } from 'kafkajs';

/** Of every topic that carries state. */
export const { partitions } = topicSettings;

const all = Array.from({ length: partitions }, (_, partitionId) => ({
  partitionId,
  leader: 0,
  partitionErrorCode: 0,
  replicas: [],
  isr: [],
}));
const partitioner = Partitioners.DefaultPartitioner();

/** Where a thing's records lie: murmur2 of the key, as Kafka's own clients reckon, so that any writer finds the same. */
export function partitionOf(key: string): number {
  return partitioner({ topic: '', partitionMetadata: all, message: { key, value: null } });
}
