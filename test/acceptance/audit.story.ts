import { Client } from 'pg';
import { databaseAddress } from '../../infra/local/src/launcher/database-address.ts';
import type { Awrach } from '../testkit/awrach.ts';
import { checkTotals } from '../testkit/check-totals.ts';

/** What is true after every story: totals hold what the four services told, and nothing else. */
export function audit(awrach: () => Awrach): void {
  test('finds that totals equal what the four services told', async () => {
    const { code, look } = await checkTotals(awrach());
    expect(look).toMatchObject({
      equal: true,
      things: { count: 0, named: [] },
      figures: { cells: { count: 0, named: [] }, members: { count: 0, named: [] } },
      crossings: { unanswered: 0 },
    });
    expect(code).toBe(0);
    const compared = Object.entries(look.compared).filter(([, things]) => things > 0);
    expect(compared.map(([topic]) => topic)).toContain('awrach.partner.agreement');
  });

  test('names a figure that is off by one', async () => {
    const totals = new Client({
      connectionString: databaseAddress(awrach().stateFolder, 'totals', 'totals'),
    });
    await totals.connect();
    const add = (step: number) =>
      totals.query(
        `update cell set value = value + $1 where (measure, place, edition) in (
           select measure, place, edition from cell where measure = 'jobs' and value > 0 order by 2, 3 limit 1)
         returning measure, place, edition`,
        [step],
      );
    const { rows } = await add(1);
    try {
      const { code, look } = await checkTotals(awrach());
      expect(look).toMatchObject({ equal: false, things: { count: 0 } });
      expect(look.figures?.cells).toMatchObject({ count: 1, named: [{ ...rows[0], things: [] }] });
      expect(code).toBe(1);
    } finally {
      await add(-1);
      await totals.end();
    }
  });
}
