import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printFigure, printMachine, quantile } from '../machine.ts';
import { type Running, startOurs, startSubgraphs, startVanilla, stayOffTheGateway } from './gateways.ts';
import { load } from './load.ts';
import { type Operation, operations } from './operations.ts';

/*
 * npm run bench:gateway:not-kept
 *
 * Answers that are not kept: ours and @apollo/gateway as it comes, turn by turn in one run. Each gateway has one core; the
 * load (32 connections, no variable twice) and the subgraphs, which keep their answers, share the other.
 */
printMachine('bench:gateway:not-kept');
const rounds = 3;
const seconds = 3;
const connections = 32;

const folder = mkdtempSync(join(tmpdir(), 'awrach-bench-'));
const running: Running[] = [];
try {
  const subgraphs = await startSubgraphs();
  running.push(subgraphs);
  const vanilla = await startVanilla(subgraphs, folder);
  running.push(vanilla);
  const ours = await startOurs(subgraphs);
  running.push(ours);
  stayOffTheGateway();

  for (const operation of operations) {
    await sameAnswer(operation, vanilla, ours);
    for (const gateway of [vanilla, ours]) await rate(gateway, operation);
    const turns: { theirs: Rate; mine: Rate }[] = [];
    for (let round = 0; round < rounds; round++)
      turns.push({ theirs: await rate(vanilla, operation), mine: await rate(ours, operation) });

    const median = (figure: (turn: (typeof turns)[number]) => number) => quantile(turns.map(figure), 0.5);
    const capacity = median(({ mine }) => mine.perSecond);
    const half = await load({
      port: ours.port,
      query: operation.query,
      connections,
      seconds,
      rate: capacity / 2,
    });
    console.log(operation.name);
    printFigure(
      '  @apollo/gateway',
      `${Math.round(median(({ theirs }) => theirs.perSecond))}/s`,
      took(median(({ theirs }) => theirs.micros)),
    );
    printFigure('  ours', `${Math.round(capacity)}/s`, took(median(({ mine }) => mine.micros)));
    printFigure(
      '  ours : @apollo/gateway',
      median(({ mine, theirs }) => mine.perSecond / theirs.perSecond).toFixed(2),
      `≥ ${operation.goal}`,
    );
    printFigure('  p99 at half of its capacity', `${quantile(half.latencies, 0.99).toFixed(1)} ms`, '≤ 5 ms');
  }
} finally {
  for (const one of running.reverse()) await one.stop();
  rmSync(folder, { recursive: true, force: true });
}

interface Rate {
  readonly perSecond: number;
  /** Processor time of the gateway for one request. */
  readonly micros: number;
}

async function rate(gateway: Running, { query }: Operation): Promise<Rate> {
  const before = gateway.processorTime();
  const { latencies, perSecond } = await load({ port: gateway.port, query, connections, seconds });
  return { perSecond, micros: ((gateway.processorTime() - before) / latencies.length) * 1e6 };
}

function took(micros: number): string {
  return `${Math.round(micros)} µs of its core each`;
}

async function sameAnswer({ name, query }: Operation, one: Running, other: Running): Promise<void> {
  const [first, second] = await Promise.all(
    [one, other].map(async ({ port }) => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { edition: 2022 } }),
      });
      return response.text();
    }),
  );
  if (first !== second || !first?.startsWith('{"data":'))
    throw new Error(`${name}: the gateways do not answer alike:\n${first}\n${second}`);
}
