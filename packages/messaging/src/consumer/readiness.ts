import type { Admin } from 'kafkajs';
import { atMost } from '../at-most.ts';
import { connectKafka } from '../kafka.ts';
import { described, type Log } from '../log.ts';
import { type ProgressReader, startProgressReader } from '../progress.ts';
import { endsLower, type Goal } from './goal.ts';

export interface ReadinessOptions {
  brokers: string;
  group: string;
  topics: readonly string[];
  /** Whether what is read here has come so far; see `Goal`. By topic. */
  reaches(goals: ReadonlyMap<string, Goal>): boolean;
  pause(ms: number): Promise<void>;
  stopped(): boolean;
  log: Log;
}

export interface Readiness {
  readonly ready: Promise<void>;
  /** To be called whenever a position has changed. */
  look(): void;
  /** After `stopped` says so: Kafka's answer is not waited for. */
  stop(): Promise<void>;
}

const lookEveryMs = 2_000;
const askAgainMs = 500;
/** How long stopping may take where Kafka does not answer. */
const stopMs = 1_000;

/**
 * Finds out when a process has applied all that lay in its topics when it started.
 *
 * A topic may be lost meanwhile. Then it ends lower, where nobody knows how much of it was sent again; its source says so,
 * when all is sent, with the incarnation and the ends of the new log, and these are to be reached instead.
 */
export function startReadiness(options: ReadinessOptions): Readiness {
  const { brokers, group, log, reaches, pause, stopped } = options;
  const goals = new Map<string, Goal>();
  const ends = new Map<string, number[]>();
  const lost = new Set<string>();
  /** What the sources of lost topics said last. Those that are written to grow between a look at their ends and the next word. */
  const words = new Map<string, Goal>();
  const ready = Promise.withResolvers<void>();
  let isReady = false;
  let progress: ProgressReader | null = null;

  const look = () => {
    if (isReady || goals.size < options.topics.length || lost.size > 0 || !reaches(goals)) return;
    isReady = true;
    ready.resolve();
  };

  const followSources = () => {
    progress ??= startProgressReader({
      brokers,
      log,
      onProgress: ({ logs }) => {
        for (const topic of lost) {
          const word = logs[topic];
          if (word !== undefined) words.set(topic, word);
        }
      },
    });
  };

  const lookAt = (topic: string, now: number[]) => {
    const before = ends.get(topic);
    ends.set(topic, now);
    log.debug({ group, topic, ends: now }, 'A topic ends here.');
    if (before === undefined) {
      goals.set(topic, { log: null, ends: now });
    } else if (endsLower(now, before)) {
      lost.add(topic);
      words.delete(topic);
      log.warn(
        { group, topic, before, now },
        'A topic has lost records; this is ready when its source has sent all again.',
      );
      followSources();
    } else {
      const word = words.get(topic);
      // A source that has not noticed the loss yet speaks of more than there is.
      if (word === undefined || endsLower(now, word.ends)) return;
      goals.set(topic, word);
      lost.delete(topic);
      words.delete(topic);
    }
  };

  const run = async () => {
    let admin: Admin | null = null;
    while (!isReady && !stopped()) {
      try {
        admin ??= connectKafka(brokers, `${group}-ends`, log).admin();
        await admin.connect();
        for (const topic of options.topics) lookAt(topic, await endsOf(admin, topic));
        look();
      } catch (error) {
        log.debug(described(error), 'Kafka did not tell where the topics end; asking again.');
        admin?.disconnect().catch(() => undefined); // It has failed already, and nothing of it is used again.
        admin = null;
      }
      if (!isReady) await pause(goals.size < options.topics.length ? askAgainMs : lookEveryMs);
    }
    await Promise.allSettled([admin?.disconnect(), progress?.stop()]);
  };

  const running = run();
  return { ready: ready.promise, look, stop: () => atMost(stopMs, running) };
}

async function endsOf(admin: Admin, topic: string): Promise<number[]> {
  const ends: number[] = [];
  for (const { partition, high } of await admin.fetchTopicOffsets(topic)) ends[partition] = Number(high);
  return ends;
}
