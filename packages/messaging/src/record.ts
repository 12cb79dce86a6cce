import { eventType, type ThingContract, type ThingState, validateWritten } from '@awrach/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { SqlClient } from './sql-client.ts';

/** The largest value of an event, in bytes; Kafka takes records of up to 1 MiB, with key and headers. */
export const largestEvent = 900 * 1024;

/**
 * Records that something happened to a thing, in the caller's transaction: the event is there, and will be sent, exactly
 * if that commits. After the commit call `Relay.wake` or `wakeRelay`, else it is found by the relay's poll (100 ms).
 *
 * @param data the thing's full state after it, with `recordedAt` from `nextStamp`.
 * @throws when the data does not fit the contract, is over 900 KiB as JSON, or when that version was recorded before:
 *   faults of the code that calls, never of what a user entered.
 */
export async function recordEvent<State extends ThingState, EventName extends string>(
  client: SqlClient,
  contract: ThingContract<State, EventName>,
  event: NoInfer<EventName>,
  data: NoInfer<State>,
  options: { requestId?: string | null; eventId?: string } = {},
): Promise<void> {
  const faults = validateWritten(contract, data);
  if (faults.length > 0)
    throw new Error(`An event of ${contract.topic} breaks its contract: ${faults.join('; ')}.`);
  const payload = JSON.stringify(data);
  const size = Buffer.byteLength(payload);
  if (size > largestEvent)
    throw new Error(`An event of ${contract.topic} has ${size} bytes: more than ${largestEvent}.`);

  await client.query(
    `with recorded as (
       insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province, edition, commune, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning seq)
     insert into outbox select seq from recorded`,
    [
      options.eventId ?? uuidv7(),
      contract.topic,
      data.id,
      eventType(contract, event),
      payload,
      data.version,
      data.recordedAt,
      data.province,
      data.edition,
      data.commune,
      options.requestId ?? null,
    ],
  );
}
