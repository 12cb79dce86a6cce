import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import type { Look } from './finding.ts';

/** What the looks found, in Prometheus' words. */
export interface AuditMetrics {
  looked(look: Look): void;
  couldNotLook(): void;
  readonly registry: Registry;
}

export function auditMetrics(): AuditMetrics {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  const differences = gauge(
    'awrach_audit_differences',
    'Differences between totals and their sources that the last look found; alarming above 0.',
    ['kind'],
  );
  const crossings = gauge(
    'awrach_audit_crossings',
    'Decisions whose ground was lost; by whether anything was said of the thing since.',
    ['answered'],
  );
  const things = gauge('awrach_audit_things', 'Things that the last look compared.');
  const last = gauge('awrach_audit_last_look_timestamp_seconds', 'When the last look that succeeded began.');
  const duration = gauge('awrach_audit_last_look_seconds', 'How long it took.');
  const up = gauge('awrach_audit_could_look', '1 if the last attempt to look succeeded, else 0.');
  return {
    registry,
    looked(look) {
      differences.set({ kind: 'thing' }, look.things.count);
      // Where so many things are wrong that figures were not looked at, nobody knows of them.
      differences.set({ kind: 'member' }, look.figures?.members.count ?? Number.NaN);
      differences.set({ kind: 'cell' }, look.figures?.cells.count ?? Number.NaN);
      differences.set({ kind: 'move' }, look.past?.count ?? Number.NaN);
      crossings.set({ answered: 'yes' }, look.crossings.count - look.crossings.unanswered);
      crossings.set({ answered: 'no' }, look.crossings.unanswered);
      things.set(Object.values(look.compared).reduce((sum, one) => sum + one, 0));
      last.set(Date.parse(look.at) / 1_000);
      duration.set(look.seconds);
      up.set(1);
    },
    couldNotLook: () => up.set(0),
  };
}

/** Serves `GET /metrics` on 127.0.0.1 for as long as the process runs. @returns its address @throws Error when the port is taken */
export async function serveMetrics({ registry }: AuditMetrics, port: number): Promise<string> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, '127.0.0.1', listening.resolve);
  await listening.promise;
  const { port: taken } = server.address() as AddressInfo; // It listens on a port, not on a path.
  return `http://127.0.0.1:${taken}/metrics`;
}
