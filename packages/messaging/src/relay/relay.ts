import { setTimeout as sleep } from 'node:timers/promises';
import type { ThingContract } from '@awrach/contracts';
import { atMost } from '../at-most.ts';
import { described, type Log } from '../log.ts';
import type { Progress } from '../progress.ts';
import { republish } from '../republish.ts';
import { progressTopic, type TopicSettings } from '../topics.ts';
import { BrokerFault, broker as openBroker } from './broker.ts';
import { completeTo } from './complete-to.ts';
import { checkLogs, drain, type Holding, LogLost } from './drain.ts';
import { beat, frozenAfterMs, type Look, tryLock, type Watch, watchHolder } from './lock.ts';
import { knownLogs } from './logs.ts';
import { openSession, type Session } from './session.ts';

export interface RelayOptions extends TopicSettings {
  /** A direct connection, not through a transaction pooler: it holds a lock and listens. */
  databaseUrl: string;
  brokers: string;
  service: string;
  /** The things of this service, its dead letters among them. */
  contracts: readonly ThingContract<unknown>[];
  log: Log;
  /** How long a silent holder is left alone; 10 s. */
  frozenAfterMs?: number;
}

export interface RelayFigures {
  state: 'standby' | 'active' | 'failing';
  /** Since the start of this process: events sent and confirmed, sends that failed, logs found to have lost records. */
  sent: number;
  failures: number;
  logsLost: number;
  /** The last moment claimed on the progress topic by this process. */
  completeTo: string | null;
}

export interface Relay {
  figures(): RelayFigures;
  /** Lets it look at the outbox at once, if it is the active one. @returns whether it is; if not, `wakeRelay` reaches the one that is */
  wake(): boolean;
  /** Finishes the send under way, gives the lock away. */
  stop(): Promise<void>;
}

/** The longest between two words of progress. */
const wordMs = 50;
/** The longest between two looks at the outbox, where no words are said. */
const lookMs = 100;
/**
 * All relays speak at the same moments of the clock. What counts is the oldest of their words: were each said at a moment of its own,
 * the oldest of four would be four fifths of the time between two old on average, and a reader be woken four times. Two milliseconds more,
 * because a timer may end a little early.
 */
const untilNextWord = () => wordMs - (Date.now() % wordMs) + 2;
const beatMs = 2_000;
const standbyMs = 1_000;
const checkLogsMs = 5_000;
const firstPauseMs = 100;
const longestPauseMs = 2_000;
/** How long a send under way may keep a process that is to end. */
const stopMs = 4_000;

/**
 * Takes this service's events from the outbox to Kafka. Of all processes that start one for a database, one is active;
 * another takes over within seconds when it ends, and within 10 s when it freezes. Returns at once, and goes on through
 * any failure of database or Kafka until it is stopped.
 */
export function startRelay(options: RelayOptions): Relay {
  const { log, service } = options;
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;
  /** No service takes in dead letters: how complete they are, nobody asks. */
  const isFollowed = options.contracts.some(({ thing }) => thing !== 'dead-letter');
  const figures: RelayFigures = { state: 'standby', sent: 0, failures: 0, logsLost: 0, completeTo: null };
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  let held: Session | null = null;

  const run = async () => {
    while (!stopped()) {
      let session: Session | null = null;
      try {
        session = await openSession(options.databaseUrl, `awrach-relay-${service}`);
        if (await standBy(session)) await session.orGone(hold(session));
      } catch (error) {
        if (stopped()) break;
        figures.state = 'failing';
        figures.failures += 1;
        log.error({ service, ...described(error) }, 'The relay lost its database session; it begins anew.');
        await pause(standbyMs);
      } finally {
        await session?.close();
      }
    }
  };

  /** Until the lock is held (true) or the relay is stopped (false). */
  const standBy = async (session: Session): Promise<boolean> => {
    figures.state = 'standby';
    let watch: Watch | null = null;
    while (!stopped()) {
      if (await session.orGone(tryLock(session.client))) return true;
      const look: Look = await session.orGone(
        watchHolder(session.client, watch, options.frozenAfterMs ?? frozenAfterMs),
      );
      watch = look.watch;
      if (look.ended !== null)
        log.error({ service, pid: look.ended }, 'The active relay was silent; its session was ended.');
      await pause(look.ended === null ? standbyMs : 100);
    }
    return false;
  };

  const hold = async (session: Session): Promise<void> => {
    await beat(session.client);
    const beats = setInterval(() => session.beat(), beatMs);
    // Opened only now: nothing that was sent through before the lock was gained may go on.
    const broker = openBroker(options.brokers, `relay-${service}`, options.contracts, options, log);
    try {
      const holding: Holding = {
        client: session.client,
        broker,
        contracts: options.contracts,
        logs: await knownLogs(
          session.client,
          options.contracts.map(({ topic }) => topic),
        ),
        onSent: (count) => {
          figures.sent += count;
        },
      };
      figures.state = 'active';
      held = session;
      log.info({ service }, 'This relay is the active one.');
      await work(session, holding);
    } finally {
      if (held === session) held = null;
      clearInterval(beats);
      await broker.close();
    }
  };

  const work = async (session: Session, holding: Holding): Promise<void> => {
    const database = await session.databaseName();
    let areChecked = false;
    const checkNext = checkInTurn(holding);
    let pauseMs = firstPauseMs;
    while (!stopped() && !session.isGone()) {
      try {
        if (!areChecked) await checkLogs(holding, [...holding.logs.keys()], pause);
        areChecked = true;
        await (isFollowed ? drainAndSay(session, holding, database) : drain(holding, stopped));
        if (stopped()) return;
        figures.state = 'active';
        pauseMs = firstPauseMs;
        await checkNext();
      } catch (error) {
        await mend(error, holding);
        areChecked = false;
        await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        continue;
      }
      await drainUntil(performance.now() + (isFollowed ? untilNextWord() : lookMs), session, holding);
    }
  };

  /** Each log is looked at every 5 s, one at a time and between two words: all of them at once would keep a word waiting. */
  const checkInTurn = (holding: Holding): (() => Promise<void>) => {
    let dueAt = performance.now();
    let waiting: string[] = [];
    return async () => {
      if (performance.now() < dueAt) return;
      if (waiting.length === 0) waiting = [...holding.logs.keys()];
      await checkLogs(holding, waiting.splice(0, 1), pause);
      dueAt = performance.now() + checkLogsMs / Math.max(1, holding.logs.size);
    };
  };

  const drainAndSay = async (session: Session, holding: Holding, database: string): Promise<void> => {
    // Both are asked at once: one connection carries out one after the other, so the outbox is read after the moment was found.
    const moment = completeTo(session.client);
    moment.catch(() => undefined); // It is heard below, unless draining fails before.
    await drain(holding, stopped);
    if (stopped()) return;
    const at = await moment;
    await say({ service, database, at, logs: endsOf(holding) }, holding);
    figures.completeTo = at;
  };

  /** Between two words of progress: each wake-up is answered at once, and writers that go on for ever put no word off. */
  const drainUntil = async (end: number, session: Session, holding: Holding): Promise<void> => {
    const isOver = () => stopped() || performance.now() >= end;
    while (!isOver() && (await session.woken(end - performance.now(), stop.signal))) {
      try {
        await drain(holding, stopped);
      } catch (error) {
        await mend(error, holding);
        return;
      }
    }
  };

  const say = async (progress: Progress, { broker }: Holding): Promise<void> => {
    await broker.send([
      {
        topic: progressTopic,
        partition: 0,
        key: service,
        value: JSON.stringify(progress),
        headers: {},
        time: Date.now(),
      },
    ]);
  };

  /** Kafka's failures are waited out, a lost log is sent again; whatever else it is ends the session. */
  const mend = async (error: unknown, holding: Holding): Promise<void> => {
    figures.state = 'failing';
    figures.failures += 1;
    if (error instanceof LogLost) {
      figures.logsLost += 1;
      log.error({ service, ...error.loss }, 'A LOG LOST RECORDS. All events of its topic are sent again.');
      await sendAgain(error.loss.topic, holding);
    } else if (error instanceof BrokerFault) {
      log.warn({ service, ...described(error) }, 'Kafka failed the relay; events wait in the outbox.');
    } else {
      throw error;
    }
  };

  /** On a connection of its own: it may take long, and the lock's connection has to say meanwhile that it lives. */
  const sendAgain = async (topic: string, holding: Holding): Promise<void> => {
    const session = await openSession(options.databaseUrl, `awrach-republish-${service}`);
    try {
      await session.inTransaction((tx) => republish(tx, [topic]));
    } finally {
      await session.close();
    }
    for (const [name, known] of await knownLogs(holding.client, [topic])) holding.logs.set(name, known);
  };

  const running = run();
  return {
    figures: () => ({ ...figures }),
    wake() {
      if (held === null || held.isGone()) return false;
      held.wake();
      return true;
    },
    async stop() {
      stop.abort();
      // What is not confirmed by then is sent again by the next relay.
      await atMost(stopMs, running);
    },
  };
}

function endsOf({ logs }: Holding): Progress['logs'] {
  return Object.fromEntries(
    [...logs].map(([topic, { incarnation, last }]) => [
      topic,
      { log: incarnation, ends: last.map((offset) => offset + 1) },
    ]),
  );
}
