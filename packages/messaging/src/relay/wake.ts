import { described, type Log } from '../log.ts';
import type { SqlClient } from '../sql-client.ts';

/** The channel on which the relay listens. */
export const wakeChannel = 'awrach_outbox';

const underWay = new WeakMap<SqlClient, { again: boolean }>();

/**
 * Tells the active relay, in whichever process it is, that something was committed to the outbox. Call it after the commit, with the
 * pool: in a writing transaction a NOTIFY makes all commits of the cluster wait for each other. Many calls become few notifications.
 * It never fails: the relay looks by itself every 100 ms.
 */
export function wakeRelay(client: SqlClient, log?: Log): void {
  const running = underWay.get(client);
  if (running !== undefined) {
    running.again = true;
    return;
  }
  const state = { again: false };
  underWay.set(client, state);
  const notify = async () => {
    try {
      do {
        state.again = false;
        await client.query(`notify ${wakeChannel}`);
      } while (state.again);
    } catch (error) {
      log?.debug(described(error), 'The relay was not woken; it will find the events by itself.');
    } finally {
      underWay.delete(client);
    }
  };
  void notify();
}
