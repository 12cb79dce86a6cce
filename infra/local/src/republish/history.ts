import { setTimeout as sleep } from 'node:timers/promises';
import { type Republished, republish, sqlOf, stillToSend, wakeRelay } from '@awrach/messaging';
import { Client } from 'pg';

/** How often it is looked how much is left to be sent. */
const lookEveryMs = 1_000;
/** How long nothing may be sent until it is said that nobody sends. */
const patienceMs = 30_000;

/** What one service has ever told. */
interface History {
  /** Puts all events of some topics into the outbox again, in one transaction. */
  sendAgain(topics: readonly string[]): Promise<Republished>;
  /**
   * Waits until the service's relay has sent them.
   * @param onLeft hears each second how many are left
   * @throws when nothing is sent for 30 s; the events stay in the outbox
   */
  untilSent(what: Republished, onLeft: (left: number) => void): Promise<void>;
  close(): Promise<void>;
}

/** @param url the service's database, as the service */
export async function openHistory(url: string): Promise<History> {
  const client = new Client({ connectionString: url, application_name: 'awrach-republish' });
  client.on('error', () => undefined); // A connection that is lost fails the statement, which says so.
  await client.connect();
  const sql = sqlOf(client);
  return {
    async sendAgain(topics) {
      await client.query('begin');
      const republished = await republish(sql, topics); // Where it throws, the connection is closed, and all is rolled back.
      await client.query('commit');
      wakeRelay(sql);
      return republished;
    },
    async untilSent(what, onLeft) {
      let least = Number.POSITIVE_INFINITY;
      for (let heard = performance.now(); ; await sleep(lookEveryMs)) {
        const left = await stillToSend(sql, what);
        if (left === 0) return;
        if (left < least) heard = performance.now();
        least = left;
        if (performance.now() - heard > patienceMs)
          throw new Error(`${left} events wait to be sent, and nobody sends them: the service does not run`);
        onLeft(left);
      }
    },
    close: () => client.end(),
  };
}
