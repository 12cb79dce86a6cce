import { type DeadLetterState, deadLetters, type Service } from '@awrach/contracts';
import { recordEvent } from '../record.ts';
import type { SqlClient } from '../sql-client.ts';
import { nextStamp } from '../stamp.ts';
import { deadLetterId } from './dead-letter.ts';
import type { Fetched } from './fetched.ts';

/** Whether a message says that it repeats one which was set aside. */
export const isReplay = (message: Fetched): boolean => message.replayOf !== null;

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
  const former = await letterRepeated(tx, service, message);
  if (former === undefined || former.replay !== undefined) return false;

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
  await recordEvent(tx, deadLetters[service], 'replayed', letter);
  return true;
}

/**
 * The dead letter as which a message that was replayed waits again, if it does: one that is replayed twice comes twice, and
 * waits once all the same.
 */
export async function waitingAs(tx: SqlClient, service: Service, message: Fetched): Promise<string | null> {
  let letter = await letterRepeated(tx, service, message);
  if (letter?.replay === undefined) return null;
  while (letter?.replay?.setAsideAs) letter = await letterNow(tx, service, letter.replay.setAsideAs);
  return letter !== undefined && letter.replay === undefined ? letter.id : null;
}

/** The dead letter that a message names as the one it repeats, when it is this service's and the same to the byte. */
async function letterRepeated(
  tx: SqlClient,
  service: Service,
  message: Fetched,
): Promise<DeadLetterState | undefined> {
  const id = message.replayOf?.replaceAll('\0', '') ?? '';
  const letter = await letterNow(tx, service, id);
  return letter !== undefined && deadLetterId(letter.origin, message) === letter.id ? letter : undefined;
}

async function letterNow(tx: SqlClient, service: Service, id: string): Promise<DeadLetterState | undefined> {
  const { rows } = await tx.query<{ payload: DeadLetterState }>(
    'select payload from event where aggregatetype = $1 and aggregateid = $2 order by version desc limit 1',
    [deadLetters[service].topic, id],
  );
  return rows[0]?.payload;
}
