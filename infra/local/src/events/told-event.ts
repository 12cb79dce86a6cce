import { contractOfTopic, type Thing } from '@awrach/contracts';
import { type PlainRecord, printableJson, printableLine } from '@awrach/messaging';
import { findProvince } from '@awrach/territory';

/** What a record says, as far as it can be read: anybody may have put it there. */
export interface ToldEvent {
  record: PlainRecord;
  headers: Record<string, string>;
  /** The value as JSON; undefined when it is none. */
  data: Record<string, unknown> | undefined;
  /** `recordedAt`, else the record's own time. */
  at: string;
  province: string;
  thing: string;
}

export function toldBy(record: PlainRecord): ToldEvent {
  const headers = Object.fromEntries(
    Object.entries(record.headers).map(([name, header]) => [name, header.toString('utf8')]),
  );
  const data = objectIn(record.value);
  const text = (field: string) => (typeof data?.[field] === 'string' ? data[field] : undefined);
  return {
    record,
    headers,
    data,
    at: text('recordedAt') ?? headers.ce_time ?? new Date(record.time).toISOString(),
    province: text('province') ?? headers.ce_province ?? '',
    thing: text('id') ?? record.key?.toString('utf8') ?? '',
  };
}

function objectIn(value: Buffer | null): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(value?.toString('utf8') ?? '');
    // A JSON object is a record of unknowns, whatever it was meant to be.
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** One line for people: when, where, what happened to what, and its version. */
export function lineOf(event: ToldEvent): string {
  const { record, data, at } = event;
  const happened = wordsOf(event);
  const place = event.province ? `${event.province} ${findProvince(event.province)?.nameFr ?? ''}` : '';
  const what = happened ?? `not an event: ${record.topic}/${record.partition} offset ${record.offset}`;
  const version = typeof data?.version === 'number' ? `v${data.version}` : '';
  return [
    `${at.slice(0, 23)}Z`.replace(/Z+$/, 'Z'),
    place.padEnd(24),
    what.padEnd(32),
    version.padEnd(4),
    event.thing,
    calledBy(data),
  ]
    .map((part) => printableLine(part, 200))
    .join('  ')
    .trimEnd();
}

/** One line for machines. */
export function jsonOf({ record, headers, data }: ToldEvent): string {
  const { topic, partition, offset, key, value } = record;
  return printableJson({
    topic,
    partition,
    offset,
    key: key?.toString('utf8') ?? null,
    headers,
    ...(data === undefined ? { value: value?.toString('base64') ?? null } : { data }),
  });
}

/** `agreement entered into force`; undefined when the type is none of the topic's. */
function wordsOf({ record, headers, data }: ToldEvent): string | undefined {
  const contract = contractOfTopic(record.topic);
  const [prefix, event, version] = /^(.+)\.([^.]+)\.(v\d+)$/.exec(headers.ce_type ?? '')?.slice(1) ?? [];
  if (!contract || !data || version !== 'v1' || prefix !== `ma.awrach.${contract.service}.${contract.thing}`)
    return undefined;
  return `${worded(contract.thing)} ${worded(event ?? '')}`;
}

const worded = (words: Thing | string) => words.replaceAll('-', ' ');

/** What people call the thing, where it has a name, a reference or an amount. */
function calledBy(data: Record<string, unknown> | undefined): string {
  const origin = data?.origin;
  const from =
    typeof origin === 'object' && origin !== null && 'topic' in origin ? ` from ${origin.topic}` : '';
  if (typeof data?.reason === 'string' && from) return `${data.reason}${from}`;
  for (const field of ['reference', 'nameFr']) if (typeof data?.[field] === 'string') return data[field];
  return typeof data?.amount === 'string' ? `${data.amount} MAD` : '';
}
