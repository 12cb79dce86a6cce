import { freshDatabase } from '@awrach/local';
import { openDatabase } from '../src/database/database.ts';
import { forgetOld } from '../src/database/forget.ts';

test('all idempotency keys older than 30 days are forgotten, a few at a time, and no others', async () => {
  const { url, drop } = await freshDatabase('forgotten');
  const database = await openDatabase({ url, applicationName: 'forget', entities: [], migrations: [] });
  try {
    await database.query(`
      insert into idempotency (caller, mutation, key, input_hash, created_at)
      select 'somebody', 'openWorksite', format('%s days, %s', days, n), 'hash', now() - days * interval '1 day'
        from unnest(array[29, 31]) days, generate_series(1, 25) n`);
    let slices = 0;
    const { query } = database;
    database.query = (...asked: Parameters<typeof query>) => {
      slices += 1;
      return query.apply(database, asked) as Promise<never>; // Whatever is asked for.
    };
    await forgetOld(database, { atOnce: 10, pause: 1 });
    database.query = query;
    expect(slices).toBe(3);
    const left = await database.query(
      'select left(key, 7) as age, count(*)::int from idempotency group by age order by age',
    );
    expect(left).toEqual([{ age: '29 days', count: 25 }]);
  } finally {
    await database.destroy();
    await drop();
  }
});
