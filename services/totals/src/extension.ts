import { startProgressReader } from '@awrach/messaging';
import { type Extension, type OpenParts, type SubgraphConfig, sqlClientOf } from '@awrach/subgraph';
import { followed, followedTopics } from './contribution/rules.ts';
import { completeToKeeper } from './freshness/complete-to.ts';
import { followHead } from './head/follower.ts';
import { tellHead } from './head/head.route.ts';
import { keptVersions } from './head/kept-versions.ts';
import { meterHead } from './head/metrics.ts';
import { receiptDesk } from './head/receipts.ts';
import { serveVersion } from './head/version.route.ts';
import { firstGeneration } from './head/version.ts';
import { withView } from './totals/view.ts';

/** How long the first figures may take to load, in milliseconds. */
const longestStartMs = 60_000;

/** What totals has beyond a subgraph: the figures in memory, their versions, and how fresh they are. */
export async function openTotals(parts: OpenParts, config: SubgraphConfig): Promise<Extension> {
  const { database, door, log, metrics } = parts;
  const versions = keptVersions();
  const completeTo = completeToKeeper(followed);
  const desk = receiptDesk({
    sql: sqlClientOf(database.manager),
    versions,
    followed: followedTopics,
    onFault: (error) =>
      log.warn({ err: error }, 'Looking for the versions of receipts failed; it is tried again.'),
  });
  const follower = followHead({
    databaseUrl: config.DATABASE_URL,
    log,
    onVersion(version) {
      completeTo.moved(version);
      versions.add(version);
    },
  });
  const progress = startProgressReader({ brokers: config.KAFKA_BROKERS, onProgress: completeTo.told, log });

  await versions.headFrom({ generation: firstGeneration, n: 0 }, longestStartMs);
  meterHead(metrics, versions, completeTo);
  tellHead(door, versions, completeTo, follower.isCurrent);
  serveVersion(door, { desk, versions, usualWaitMs: config.RECEIPT_TIMEOUT_MS });
  return {
    context: withView({ versions, completeTo, desk, receiptWaitMs: config.RECEIPT_TIMEOUT_MS }),
    moved: follower.moved,
    async stop() {
      await progress.stop();
      await follower.stop();
    },
  };
}
