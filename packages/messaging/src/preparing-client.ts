import { Socket } from 'node:net';
import pg from 'pg';

/** Texts that one connection prepares; a service has some sixty. More would be lists of every length. */
const mostPrepared = 300;

/** PostgreSQL's word for a plan whose result has changed since: the tables were altered by a migration. */
const planOutdated = '0A000';

export interface PreparingConfig extends pg.ClientConfig {
  /**
   * A database that leaves a statement without a word for so long, in milliseconds, is gone, its host with it: the connection ends, and all
   * that waits on it fails. To be longer than any statement may take. Without it one waits for ever.
   */
  readonly answersWithinMs?: number;
}

/**
 * A connection on which PostgreSQL parses and plans each statement once, not at every use, as long as it is given with a list
 * of parameters, empty or not. Ours are few, short and repeated for ever: planning them takes longer than carrying them out.
 *
 * It needs what the relay needs as well: a connection of its own, or a pooler that knows of prepared statements.
 */
export class PreparingClient extends pg.Client {
  #names = new Map<string, string>();
  #made = 0;
  #unanswered = 0;

  constructor(config?: string | PreparingConfig) {
    super(config);
    const answersWithinMs = typeof config === 'object' ? config.answersWithinMs : undefined;
    if (answersWithinMs !== undefined) this.once('connect', () => this.#watch(answersWithinMs));
    // One that is lost between two statements says so when a pool has just handed it out and nobody listens yet: that must
    // not end the process. The next statement fails, and says why.
    this.on('error', () => undefined);
  }

  override query = ((...given: unknown[]) => {
    const [text, values] = given;
    const ask = pg.Client.prototype.query as (...args: unknown[]) => unknown;
    const name = typeof text === 'string' && Array.isArray(values) && this.#nameOf(text);
    const answer = name ? ask.call(this, { name, text }, ...given.slice(1)) : ask.apply(this, given);
    if (answer instanceof Promise) {
      this.#unanswered += 1;
      answer.then(
        () => {
          this.#unanswered -= 1;
        },
        (error: unknown) => {
          this.#unanswered -= 1;
          this.#lookAt(error);
        },
      );
    }
    return answer;
  }) as pg.Client['query']; // pg declares nine forms of query; whichever was called, it is called as it was.

  #watch(answersWithinMs: number): void {
    const { stream } = this.connection;
    if (!(stream instanceof Socket)) throw new Error('A connection to PostgreSQL is a socket.');
    stream.setTimeout(answersWithinMs, () => {
      if (this.#unanswered === 0) return;
      stream.destroy(Object.assign(new Error('The database does not answer.'), { code: 'ETIMEDOUT' }));
    });
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= mostPrepared) return known;
    const name = `awrach_${++this.#made}`;
    this.#names.set(text, name);
    return name;
  }

  #lookAt(error: unknown): void {
    // What is asked next is prepared anew, under other names.
    if (error instanceof Error && 'code' in error && error.code === planOutdated) this.#names.clear();
  }
}
