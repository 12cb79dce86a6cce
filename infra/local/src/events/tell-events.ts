import { type Log, type PlainRecord, rangesOf, readRanges } from '@awrach/messaging';
import type { EventOptions } from './options.ts';
import { jsonOf, lineOf, type ToldEvent, toldBy } from './told-event.ts';

/** How many past events are put in the order of time at once. */
const sortedAtOnce = 20_000;

/**
 * Tells the events that are asked for, one line each. Those of the past come in the order of their time (within runs of
 * 20,000), then those to come as they come, until `signal` ends it.
 *
 * @throws when Kafka cannot be read.
 */
export async function tellEvents(
  options: EventOptions,
  brokers: string,
  write: (line: string) => void,
  log: Log,
  signal?: AbortSignal,
): Promise<void> {
  const { topics, from, once } = options;
  const past = await rangesOf({ brokers, topics, from, follow: false, log });
  const told = options.json ? jsonOf : lineOf;
  let waiting: ToldEvent[] = [];
  const tellWaiting = () => {
    for (const event of waiting.sort(byTime)) write(told(event));
    waiting = [];
  };
  const more = signal ? { signal } : {};
  await readRanges({
    brokers,
    ranges: past,
    log,
    ...more,
    onRecord(record) {
      const event = toldBy(record);
      if (!isAskedFor(options, event) || isBefore(from, event)) return;
      waiting.push(event);
      if (waiting.length >= sortedAtOnce) tellWaiting();
    },
  });
  tellWaiting();
  if (once) return;
  await readRanges({
    brokers,
    ranges: past.map(({ to, ...place }) => ({ ...place, from: to, to: Number.POSITIVE_INFINITY })),
    log,
    ...more,
    onRecord(record: PlainRecord) {
      const event = toldBy(record);
      if (isAskedFor(options, event)) write(told(event));
    },
  });
}

/** Of the same moment, as they lie. */
const byTime = (a: ToldEvent, b: ToldEvent): number => Number(a.at > b.at) - Number(a.at < b.at);

const isAskedFor = ({ province, thing }: EventOptions, event: ToldEvent): boolean =>
  (province === undefined || event.province === province) && (thing === undefined || event.thing === thing);

/** Kafka's offset for a moment has all from then on behind it, and some from before. */
const isBefore = (from: EventOptions['from'], { at }: ToldEvent): boolean =>
  from instanceof Date && Date.parse(at) < from.getTime();
