import { Client } from 'pg';
import { awrachForThisFile } from '../testkit/awrach.ts';
import { atTheSameInstant } from './at-once.story.ts';
import { audit } from './audit.story.ts';
import { badInput } from './bad-input.story.ts';
import { identity } from './identity.story.ts';

/** On the oldest PostgreSQL that is accepted, which also says that a server of one's own serves. */
const awrach = awrachForThisFile({ ownPostgres: 15 });

test('all five databases are in a PostgreSQL 15', async () => {
  const client = new Client({ connectionString: awrach().postgresUrl });
  await client.connect();
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int / 10000 as major, count(*)::int as databases
     from pg_database where datname like 'awrach\\_%'`,
  );
  await client.end();
  expect(rows).toEqual([{ major: 15, databases: 5 }]);
});

describe('who asks', () => identity(awrach));
describe('bad input', () => badInput(awrach));
describe('two at the same instant', () => atTheSameInstant(awrach));
describe('an audit of all this', () => audit(awrach));
