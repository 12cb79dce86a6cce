import { freshDatabase } from '@awrach/local';
import type { SqlTransaction } from '@awrach/messaging';
import { openDatabase, sqlTransactionOf } from '../src/database/database.ts';

describe('Rows copied in by a transaction of TypeORM', () => {
  test('are kept or not with it, and no others are taken when it is over', async () => {
    const { url, drop } = await freshDatabase('copied');
    const database = await openDatabase({ url, applicationName: 'copy', entities: [], migrations: [] });
    try {
      await database.query('create table copied (n int)');
      const held = async () => (await database.query('select n from copied order by n')) as unknown[];
      let over: SqlTransaction | undefined;
      await database.transaction(async (manager) => {
        over = sqlTransactionOf(manager);
        await over.copy('copied (n)', [[1], [2]]);
        expect(await held()).toEqual([]);
      });
      expect(await held()).toEqual([{ n: 1 }, { n: 2 }]);
      await expect(over?.copy('copied (n)', [[3]])).rejects.toThrow('No transaction is open.');
      await expect(
        database.transaction(async (manager) => {
          await sqlTransactionOf(manager).copy('copied (n)', [[4]]);
          throw new Error('not after all');
        }),
      ).rejects.toThrow('not after all');
      expect(await held()).toEqual([{ n: 1 }, { n: 2 }]);
    } finally {
      await database.destroy();
      await drop();
    }
  });
});
