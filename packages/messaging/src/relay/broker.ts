import type { ThingContract } from '@awrach/contracts';
import type { Admin } from 'kafkajs';
import { connectKafka } from '../kafka.ts';
import type { Log } from '../log.ts';
import { type Confirmed, type Outgoing, openSender, type Sender } from '../producer.ts';
import { ensureTopics, progressTopic, type TopicSettings } from '../topics.ts';

/** Kafka did not do what was asked of it. Never the database's fault, never a message's. */
export class BrokerFault extends Error {
  constructor(doing: string, cause: unknown) {
    super(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** What the relay asks of Kafka. Every failure is a `BrokerFault`, and after it all connections are new ones. */
export interface Broker {
  send(records: readonly Outgoing[]): Promise<Confirmed[]>;
  /** Per partition the next offset that will be given out. The topic, and that of progress, are made where they are missing. */
  ends(topic: string): Promise<Map<number, number>>;
  close(): Promise<void>;
}

export function broker(
  brokers: string,
  name: string,
  contracts: readonly ThingContract<unknown>[],
  settings: TopicSettings,
  log: Log,
): Broker {
  let sender: Promise<Sender> | null = null;
  let admin: Promise<Admin> | null = null;

  const discard = async () => {
    const open = [sender?.then((one) => one.close()), admin?.then((one) => one.disconnect())];
    sender = null;
    admin = null;
    // What failed may fail to close, too; nothing of it is used again.
    await Promise.allSettled(open);
  };
  const attempt = async <Result>(doing: string, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      void discard();
      throw new BrokerFault(doing, error);
    }
  };
  const openAdmin = async () => {
    const opened = connectKafka(brokers, `${name}-ends`, log).admin();
    await opened.connect();
    return opened;
  };

  return {
    send: (records) =>
      attempt('Sending events', async () => {
        sender ??= openSender(brokers, name, log);
        return (await sender).send(records);
      }),
    ends: (topic) =>
      attempt(`Asking for the ends of ${topic}`, async () => {
        admin ??= openAdmin();
        const connected = await admin;
        const there = new Set(await connected.listTopics());
        if (!there.has(topic) || !there.has(progressTopic)) {
          await ensureTopics(
            brokers,
            contracts.filter((contract) => contract.topic === topic),
            { ...settings, log },
          );
        }
        const offsets = await connected.fetchTopicOffsets(topic);
        return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
      }),
    close: discard,
  };
}
