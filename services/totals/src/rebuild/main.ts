/** `npm run rebuild:totals`: takes all events into new tables, beside the live figures, and swaps. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlClient, SqlTransaction, Transact } from '@awrach/messaging';
import {
  openDatabase,
  openLog,
  readConfig,
  sqlClientOf,
  sqlTransactionOf,
  str,
  url,
} from '@awrach/subgraph/command';
import { dropGeneration, makeGeneration, unfinishedGeneration } from '../generation/generation.store.ts';
import { migrations } from '../migrations/migrations.ts';
import { asOnlyRebuild } from './only-one.ts';
import { type RebuildCommand, readRebuildCommand, usage } from './options.ts';
import { progressTeller } from './progress.ts';
import { rebuild } from './rebuild.ts';
import { differenceWords } from './words.ts';

/** What the process ends with. */
const exitCodes = { done: 0, different: 1, failed: 2 } as const;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    console.error('\nStopping; what was rebuilt so far stays.');
    stop.abort();
  });
}

const config = readConfig({
  DATABASE_URL: url({ desc: 'The database of totals, as the service; a direct connection.' }),
  KAFKA_BROKERS: str({ desc: 'Kafka brokers, `host:port`, comma separated.' }),
});

try {
  const command = readRebuildCommand(process.argv.slice(2));
  process.exitCode = await asOnlyRebuild(config.DATABASE_URL, () => run(command));
} catch (error) {
  const why = stop.signal.aborted
    ? 'Interrupted. The live figures are as they were'
    : `Not rebuilt: ${error instanceof Error ? error.message : error}`;
  console.error(`\n${why}.\n\n${usage}`);
  process.exitCode = exitCodes.failed;
}

async function run(command: RebuildCommand): Promise<number> {
  const database = await openDatabase({
    url: config.DATABASE_URL,
    applicationName: 'awrach-rebuild',
    entities: [],
    migrations,
  });
  try {
    const sql = sqlClientOf(database.manager);
    const transact: Transact<SqlTransaction> = (work) =>
      database.transaction((manager) => work(sqlTransactionOf(manager)));
    return command.verb === 'discard' ? await discard(sql, transact) : await carryOut(command, sql, transact);
  } finally {
    await database.destroy();
  }
}

async function discard(sql: SqlClient, transact: Transact<SqlClient>): Promise<number> {
  const { generation } = expected(await unfinishedGeneration(sql));
  while (!(await dropGeneration(transact, generation))) await sleep(500, undefined, { signal: stop.signal });
  console.log(`Generation ${generation} was thrown away. The live figures are as they were.`);
  return exitCodes.done;
}

async function carryOut(
  { acceptDifferences, verb }: Exclude<RebuildCommand, { verb: 'discard' }>,
  sql: SqlClient,
  transact: Transact<SqlTransaction>,
): Promise<number> {
  const unfinished = await unfinishedGeneration(sql);
  if (verb === 'begin' && unfinished)
    throw new Error(`The rebuild that was begun at ${unfinished.begunAt} is not finished`);
  const generation =
    verb === 'resume' ? expected(unfinished).generation : await transact((tx) => makeGeneration(tx));
  console.log(`Rebuilding the totals as generation ${generation}.`);
  const progress = progressTeller(process.stdout);
  const { differences, from, swapped } = await rebuild({
    sql,
    transact,
    brokers: config.KAFKA_BROKERS,
    generation,
    acceptDifferences,
    onProgress: progress.tell,
    signal: stop.signal,
    log: openLog('rebuild', 'error'),
  });
  progress.end();
  if (differences.length > 0) console.log(differenceWords(differences));
  console.log(
    swapped
      ? `Generation ${generation} is the live one now; generation ${from} is let go in a few minutes.`
      : 'Nothing was swapped. Where the rebuilt figures are the right ones: --resume --accept-differences.',
  );
  return swapped ? exitCodes.done : exitCodes.different;
}

function expected<Unfinished>(unfinished: Unfinished | undefined): Unfinished {
  if (!unfinished) throw new Error('There is no unfinished rebuild');
  return unfinished;
}
