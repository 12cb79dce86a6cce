import { createHash } from 'node:crypto';
import { type DeadLetterState, deadLetters, derivedId, type Service } from '@awrach/contracts';
import { recordEvent } from '../record.ts';
import type { SqlClient } from '../sql-client.ts';
import { nextStamp } from '../stamp.ts';
import { carriedOf, requestIdOf } from './carried.ts';
import type { Fetched } from './fetched.ts';
import type { Place } from './positions.ts';
import type { Fault } from './received.ts';

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
  const { topic, partition, offset, log, headers } = message;
  const id = deadLetterId(message, message);
  const known = await tx.query('select from event where aggregatetype = $1 and aggregateid = $2', [
    contract.topic,
    id,
  ]);
  if (known.rowCount > 0) return id;

  const province = headers.ce_province?.toString('utf8') ?? '';
  const letter: DeadLetterState = {
    id,
    version: 1,
    recordedAt: await nextStamp(tx, null),
    province: /^\d{2}\.\d{3}$/.test(province) ? province : '',
    edition: null,
    commune: null,
    origin: { topic, partition, offset: String(offset), log },
    ...carriedOf(message, fault),
  };
  await recordEvent(tx, contract, 'set-aside', letter, { requestId: requestIdOf(message) });
  return id;
}
