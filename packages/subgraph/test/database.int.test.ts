import { freshDatabase } from '@awrach/local';
import { openDatabase } from '../src/database/database.ts';

class Slow {
  readonly name = 'Slow0000000000003';
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('select pg_sleep(0.4)');
  }
  async down(): Promise<void> {}
}

describe('a role whose statements end after 200 ms', () => {
  test('migrates for longer, and answers requests within it', async () => {
    await using stack = new AsyncDisposableStack();
    const { drop, url } = await freshDatabase('patient');
    stack.defer(drop);
    const settings = { url, applicationName: 'patient', entities: [], migrations: [Slow] };
    const setting = await openDatabase({ ...settings, migrations: [] });
    await setting.query(`alter role current_user set statement_timeout = '200ms'`);
    await setting.destroy();
    const database = await openDatabase(settings);
    stack.defer(() => database.destroy());
    await expect(database.query('select pg_sleep(0.4)')).rejects.toThrow('statement timeout');
  });
});
