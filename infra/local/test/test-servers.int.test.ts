import { Client } from 'pg';
import { answersAsKafka } from '../src/kafka/kafka-answer.ts';
import { freshDatabase, testServers } from '../src/test-servers.ts';

describe('the servers that tests share', () => {
  test('a fresh database is empty, its owner may do all in it, and nobody else may enter', async () => {
    const mine = await freshDatabase('mine');
    const other = await freshDatabase('other');
    try {
      const owner = new Client({ connectionString: mine.url });
      await owner.connect();
      await owner.query('CREATE EXTENSION btree_gist');
      await owner.query('CREATE TABLE worksite (id int)');
      const { rows } = await owner.query('SHOW idle_in_transaction_session_timeout');
      expect(rows).toEqual([{ idle_in_transaction_session_timeout: '10s' }]);
      await owner.end();

      const intruding = new URL(other.url);
      intruding.pathname = new URL(mine.url).pathname;
      const intruder = new Client({ connectionString: intruding.href });
      await expect(intruder.connect()).rejects.toThrow('permission denied for database');
    } finally {
      await mine.drop();
      await other.drop();
    }
  });

  test('a Kafka broker answers in its own protocol, and a PostgreSQL is not taken for one', async () => {
    const { brokers, postgresUrl } = testServers();
    const [host = '', port = ''] = brokers.split(':');
    expect(await answersAsKafka(host, Number(port))).toBe(true);
    expect(await answersAsKafka('127.0.0.1', Number(new URL(postgresUrl).port))).toBe(false);
  });
});
