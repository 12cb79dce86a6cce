import { type DeadLetterState, deadLetters, replayHeader, type Service } from '@awrach/contracts';
import { recordEvent } from '../record.ts';
import type { SqlClient } from '../sql-client.ts';
import { nextStamp } from '../stamp.ts';
import type { Fetched } from './course.ts';
import { deadLetterId } from './dead-letter.ts';

/** Whether a message says that it repeats one which was set aside. */
export const isReplay = (message: Fetched): boolean => message.headers[replayHeader] !== undefined;

/**
 * Notes on the dead letter that its message came again and how it went, in the transaction that moves the offset past it:
 * once, at the first time it comes again. A message that this service never set aside, or that is not the same to the
 * byte, changes no dead letter.
 *
 * @param setAsideAs the dead letter that it became this time, or null when it is applied.
 * @returns whether it was noted: then there is something to send.
 */
export async function noteReplay(
  tx: SqlClient,
  service: Service,
  message: Fetched,
  setAsideAs: string | null,
): Promise<boolean> {
  const contract = deadLetters[service];
  const { rows } = await tx.query<{ payload: DeadLetterState }>(
    'select payload from event where aggregatetype = $1 and aggregateid = $2 order by version desc limit 1',
    [contract.topic, message.headers[replayHeader]?.toString('utf8').replaceAll('\0', '')],
  );
  const former = rows[0]?.payload;
  if (former === undefined || former.replay !== undefined) return false;
  if (deadLetterId(former.origin, message) !== former.id) return false;

  const at = await nextStamp(tx, former.recordedAt);
  const letter: DeadLetterState = {
    ...former,
    version: former.version + 1,
    recordedAt: at,
    replay: {
      outcome: setAsideAs === null ? 'APPLIED' : 'SET_ASIDE_AGAIN',
      at,
      partition: message.partition,
      offset: String(message.offset),
      setAsideAs,
    },
  };
  await recordEvent(tx, contract, 'replayed', letter);
  return true;
}
