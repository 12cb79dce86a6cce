import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Consumer,
  type OutboxFigures,
  outboxFigures,
  type Relay,
  type SqlClient,
} from '@awrach/messaging';
import { Gauge, type Registry } from 'prom-client';
import type { Logger } from './log.ts';

interface Observed {
  readonly client: SqlClient;
  readonly relay: Relay;
  readonly consumer: Consumer | undefined;
  readonly log: Logger;
}

/** How long PostgreSQL may take to tell the outbox's figures, in milliseconds: less than who asks for metrics waits. */
const patience = 2_000;

/** Shows how far telling and following are, in Prometheus' words. */
export function observeMessaging(registry: Registry, { client, consumer, log, relay }: Observed): void {
  const registers = [registry];
  // One look at a time, however long PostgreSQL keeps it waiting: it holds one of the service's few connections.
  const look = oneAtATime(() => outboxFigures(client));
  const outbox = oneAtATime(() => outboxTold(look, log));
  new Gauge({
    name: 'awrach_postgres_up',
    help: 'Whether PostgreSQL told the figures of the outbox when it was asked for them: 1, else 0, and they are left out.',
    registers,
    async collect() {
      this.set((await outbox()) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'awrach_outbox_age_seconds',
    help: 'Age of the oldest event that is still to be sent; alarming above 60.',
    registers,
    async collect() {
      setOrLeaveOut(this, (await outbox())?.ageSeconds);
    },
  });
  new Gauge({
    name: 'awrach_outbox_events',
    help: 'Events that are still to be sent.',
    registers,
    async collect() {
      setOrLeaveOut(this, (await outbox())?.depth);
    },
  });
  new Gauge({
    name: 'awrach_relay_active',
    help: '1 where this process sends, 0 where it stands by or fails.',
    registers,
    collect() {
      this.set(relay.figures().state === 'active' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'awrach_relay_sent_total',
    help: 'Events this process has sent and seen confirmed.',
    registers,
    collect() {
      this.set(relay.figures().sent);
    },
  });
  new Gauge({
    name: 'awrach_relay_logs_lost_total',
    help: 'Times this process found that Kafka has lost records, and sent all of their topic again; alarming above 0.',
    registers,
    collect() {
      this.set(relay.figures().logsLost);
    },
  });
  if (!consumer) return;
  new Gauge({
    name: 'awrach_consumer',
    help: 'What this process has taken in, by figure.',
    labelNames: ['figure'],
    registers,
    collect() {
      for (const [figure, value] of Object.entries(consumer.figures())) {
        if (typeof value === 'number') this.set({ figure }, value);
      }
    },
  });
}

/** Undefined when PostgreSQL does not tell; the other figures are none the worse for that. */
async function outboxTold(
  look: () => Promise<OutboxFigures>,
  log: Logger,
): Promise<OutboxFigures | undefined> {
  try {
    return await Promise.race([look(), late()]);
  } catch (error) {
    log.warn({ err: error }, 'metrics are told without the outbox: PostgreSQL could not be read');
    return undefined;
  }
}

async function late(): Promise<never> {
  await sleep(patience, undefined, { ref: false });
  throw new Error(`PostgreSQL did not answer within ${patience} ms`);
}

/** All figures of one scrape are of one look. */
function oneAtATime<Result>(look: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<Result> | undefined;
  return () => {
    underWay ??= look().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

function setOrLeaveOut(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}
