import { createHash } from 'node:crypto';
import { type DeadLetterState, deadLetters, derivedId, type Service } from '@awrach/contracts';
import { recordEvent } from '../record.ts';
import type { SqlClient } from '../sql-client.ts';
import { nextStamp } from '../stamp.ts';
import type { Fetched } from './course.ts';
import type { Place } from './positions.ts';
import type { Fault } from './received.ts';

/** In base64 a larger value would not fit into an event. It still lies at its origin. */
const largestCarried = 600 * 1024;

/** Where a message lies: in which log, and at which offset. */
export interface Origin extends Place {
  offset: number | string;
  log: string | null;
}

/** A dead letter's id: it follows from where the message lies and what it says, whichever service sets it aside. */
export function deadLetterId(
  { topic, partition, offset, log }: Origin,
  { key, value }: Pick<Fetched, 'key' | 'value'>,
): string {
  const content = createHash('sha256')
    .update(key ?? '')
    .update('|')
    .update(value ?? '')
    .digest('hex');
  return derivedId('dead-letter', topic, partition, offset, log ?? '', content);
}

/**
 * Sets a message aside, in the transaction that moves the offset past it. The same message, met again, is not set aside
 * twice.
 *
 * @returns the id of the dead letter.
 */
export async function setAside(
  tx: SqlClient,
  service: Service,
  message: Fetched,
  fault: Fault,
): Promise<string> {
  const contract = deadLetters[service];
  const { topic, partition, offset, log, headers, value } = message;
  const id = deadLetterId(message, message);
  const known = await tx.query('select from event where aggregatetype = $1 and aggregateid = $2', [
    contract.topic,
    id,
  ]);
  if (known.rowCount > 0) return id;

  const province = readable(headers.ce_province);
  const letter: DeadLetterState = {
    id,
    version: 1,
    recordedAt: await nextStamp(tx, null),
    province: /^\d{2}\.\d{3}$/.test(province) ? province : '',
    edition: null,
    commune: null,
    reason: fault.reason,
    detail: fault.detail.slice(0, 4_000),
    origin: { topic, partition, offset: String(offset), log },
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, readable(header)])),
    value: value === null || value.length > largestCarried ? null : value.toString('base64'),
  };
  await recordEvent(tx, contract, 'set-aside', letter, { requestId: readable(headers.ce_requestid) || null });
  return id;
}

/** A header as text that the database can keep: it refuses NUL. Of a header nobody of ours writes, the beginning will do. */
function readable(header: Buffer | undefined): string {
  return (header?.toString('utf8') ?? '').replaceAll('\0', '\u{FFFD}').slice(0, 1_000);
}
