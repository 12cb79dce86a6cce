import { Gauge, type Registry } from 'prom-client';
import type { CompleteTo } from '../freshness/complete-to.ts';
import type { KeptVersions } from './kept-versions.ts';

/** How far the figures are, for operators. */
export function meterHead(metrics: Registry, versions: KeptVersions, completeTo: CompleteTo): void {
  new Gauge({
    name: 'awrach_totals_generation',
    help: 'Generation of the figures that this instance answers from; each rebuild makes the next.',
    registers: [metrics],
    collect() {
      this.set(versions.head().generation);
    },
  });
  new Gauge({
    name: 'awrach_totals_head',
    help: 'Number, in its generation, of the newest version of the figures that this instance holds.',
    registers: [metrics],
    collect() {
      this.set(versions.head().n);
    },
  });
  new Gauge({
    name: 'awrach_totals_complete_to_age_seconds',
    help: 'Age of the moment up to which everything recorded is in the newest version; NaN while it is unknown.',
    registers: [metrics],
    collect() {
      const moment = completeTo.of(versions.head());
      this.set(moment === null ? Number.NaN : (Date.now() - Date.parse(moment)) / 1000);
    },
  });
}
