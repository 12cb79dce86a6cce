/**
 * Keeps a SQLite file up to date with the events of one topic: one row for each thing and one for each change.
 *
 *   node read-events.mjs events.db awrach.partner.agreement                              from the beginning
 *   node read-events.mjs events.db awrach.partner.agreement --from 2026-01-01T00:00:00Z  from a time
 *
 * Started again, it goes on where it stopped, whatever --from says. It stops when it has read all there was; with --follow
 * it waits for more. KAFKA_BROKERS names the brokers (127.0.0.1:9092). Needs Node ≥ 22.13 and `npm install kafkajs`.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, follow: { type: 'boolean', default: false } },
});
const [file, topic] = positionals;
const sql = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const db = new DatabaseSync(file);
db.exec(sql('tables.sql'));
const writeChange = db.prepare(sql('write-change.sql'));
const writeThing = db.prepare(sql('write-thing.sql'));
const writePosition = db.prepare(sql('write-position.sql'));

const kafka = new kafkajs.Kafka({
  clientId: 'my-pipeline',
  brokers: (process.env.KAFKA_BROKERS ?? '127.0.0.1:9092').split(','),
  logLevel: kafkajs.logLevel.ERROR,
});

/** Where each partition is read from: the stored position, else where --from says, else the beginning. */
async function startingPositions(ends) {
  const stored = db.prepare('SELECT partition, log, next_offset FROM position WHERE topic = ?').all(topic);
  const byTime = asked.from ? await admin.fetchTopicOffsetsByTimestamp(topic, Date.parse(asked.from)) : [];
  return ends.map(({ partition, low, high }) => {
    const known = stored.find((position) => position.partition === partition);
    // A log that ends before what was read is another log.
    if (known) return { log: known.log, next: known.next_offset > Number(high) ? 0 : known.next_offset };
    const found = byTime.find((one) => one.partition === partition);
    return { log: null, next: Number(found?.offset ?? low) };
  });
}

/** Effect and position in one transaction: whatever happens, both are there or neither. */
function apply(batch) {
  const at = positions[batch.partition];
  let restart = false;
  db.exec('BEGIN');
  for (const { offset, headers, value } of batch.messages) {
    const log = String(headers?.awrach_log ?? '') || null;
    if (log !== null && at.log !== null && log > at.log) restart = true; // The topic was made or sent anew.
    if (log !== null && (at.log === null || log > at.log)) at.log = log;
    if (restart) break;
    if (Number(offset) < at.next) continue;
    write(String(headers?.ce_type ?? ''), value?.toString('utf8') ?? '');
    at.next = Number(offset) + 1;
  }
  if (restart) at.next = 0;
  writePosition.run({ topic, partition: batch.partition, log: at.log, next_offset: at.next });
  db.exec('COMMIT');
  return restart;
}

function write(event_type, state) {
  const data = eventIn(state);
  if (data === null) return;
  const { id, version, recordedAt: recorded_at, province = '', edition = null } = data;
  writeChange.run({ topic, id, version, recorded_at, event_type, state });
  writeThing.run({ topic, id, version, recorded_at, province, edition, state });
}

/** Anybody with access can put a record on a topic: what is no event is passed over, not stumbled upon. */
function eventIn(text) {
  try {
    const data = JSON.parse(text);
    const { id, version, recordedAt } = data ?? {};
    return typeof id === 'string' && Number.isInteger(version) && typeof recordedAt === 'string'
      ? data
      : null;
  } catch {
    return null;
  }
}

const admin = kafka.admin();
await admin.connect();
const ends = (await admin.fetchTopicOffsets(topic)).sort((a, b) => a.partition - b.partition);
const positions = await startingPositions(ends);
// A partition is read when something was heard of it, be it the last record once more, and nothing is left.
const heard = new Set(ends.filter(({ high }) => high === '0').map(({ partition }) => partition));
const isDone = () =>
  !asked.follow &&
  ends.every(({ partition, high }) => heard.has(partition) && positions[partition].next >= Number(high));

// A group of its own each time: the positions are ours to keep, not Kafka's.
const groupId = `my-pipeline-${randomUUID()}`;
const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 500 });
const over = Promise.withResolvers();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, over.resolve);
consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || over.reject(payload.error));
consumer.on(consumer.events.GROUP_JOIN, () => {
  // One record earlier than needed: its awrach_log tells whether this is still the log that was read.
  for (const [partition, { next }] of positions.entries())
    consumer.seek({ topic, partition, offset: String(Math.max(0, next - 1)) });
});
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    heard.add(batch.partition);
    if (apply(batch)) consumer.seek({ topic, partition: batch.partition, offset: '0' });
    if (isDone()) over.resolve();
  },
});
if (isDone()) over.resolve(); // There is nothing at all.
await over.promise;
await consumer.disconnect();
await admin.deleteGroups([groupId]);
await admin.disconnect();
const { changes, things } = db
  .prepare(
    `SELECT (SELECT count(*) FROM change WHERE topic = :topic) AS changes,
            (SELECT count(*) FROM thing WHERE topic = :topic) AS things`,
  )
  .get({ topic });
console.log(`${things} things, ${changes} changes`);
