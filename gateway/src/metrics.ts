import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Kept } from './kept/kept.ts';
import type { SourceParts } from './subgraph/source.ts';

/** What Prometheus is told of a gateway. */
export function gatewayMetrics(
  silenceOfTotals: () => number,
  kept: Kept,
): {
  readonly registry: Registry;
  /** Told of every fetch from a subgraph. */
  fetched(subgraph: string): SourceParts['fetched'];
} {
  const registry = new Registry();
  registry.setDefaultLabels({ service: 'gateway' });
  collectDefaultMetrics({ register: registry });
  const fetches = new Histogram({
    name: 'awrach_gateway_fetch_seconds',
    help: 'Fetches from subgraphs; outcome: answered, refused (with errors), unanswered (down).',
    labelNames: ['subgraph', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'awrach_gateway_totals_silence_seconds',
    help: 'Time since totals last said its head.',
    registers: [registry],
    collect() {
      this.set(silenceOfTotals());
    },
  });
  new Counter({
    name: 'awrach_gateway_public_answers_total',
    help: 'Answers that are the same for everybody: found among those kept (recognised: by the bytes of the whole request, before HTTP is read), joined to one under way, or computed.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(kept.outcomes)) this.inc({ outcome }, count);
    },
  });
  new Gauge({
    name: 'awrach_gateway_kept_bytes',
    help: 'What the answers kept take, with the requests that find them.',
    registers: [registry],
    collect() {
      this.set(kept.bytes());
    },
  });
  return {
    registry,
    fetched: (subgraph) => (outcome, seconds) => fetches.observe({ subgraph, outcome }, seconds),
  };
}
