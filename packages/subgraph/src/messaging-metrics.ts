import { type Consumer, outboxFigures, type Relay, type SqlClient } from '@awrach/messaging';
import { Gauge, type Registry } from 'prom-client';

/** Shows how far telling and following are, in Prometheus' words. */
export function observeMessaging(
  registry: Registry,
  client: SqlClient,
  relay: Relay,
  consumer: Consumer | undefined,
): void {
  const registers = [registry];
  const ages = new Gauge({
    name: 'awrach_outbox_age_seconds',
    help: 'Age of the oldest event that is still to be sent; alarming above 60.',
    registers,
  });
  new Gauge({
    name: 'awrach_outbox_events',
    help: 'Events that are still to be sent.',
    registers,
    async collect() {
      const { depth, ageSeconds } = await outboxFigures(client);
      this.set(depth);
      ages.set(ageSeconds);
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
