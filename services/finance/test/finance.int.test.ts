import { trancheId } from '@awrach/contracts';
import { type RunningFinance, runFinance } from './running-finance.ts';
import { agreementTold, completed, id, worksiteOf, worksiteTold } from './states.ts';

const ministry = { role: 'ministry' } as const;
const council = { role: 'council', province: '05.301' } as const;

const read = `query ($including: [Receipt!]) {
  envelope(province: "05.301", edition: 2022, including: $including) {
    reserved
    commitments { nodes { decision amount } }
  }
}`;

describe('finance as it runs', () => {
  let finance: RunningFinance;
  beforeAll(async () => {
    finance = await runFinance();
  });
  afterAll(() => finance[Symbol.asyncDispose]());

  const events = async (): Promise<string[]> => {
    const { rows } = await finance.database.query('select type from event order by seq');
    return rows.map(({ type }) => type.split('.').slice(3, 5).join(' '));
  };

  test('an agreement that partner tells of is funded, and its receipt makes the answer include that', async () => {
    await finance.ask(
      ministry,
      `mutation { openEnvelope(input: { idempotencyKey: "khenifra-2022", province: "05.301", edition: 2022, amount: "2500.00" }) { receipt } }`,
    );
    const receipt = await finance.tell('approved', agreementTold(1));
    expect(await finance.ask(undefined, read, { including: [receipt] })).toEqual({
      envelope: {
        reserved: '1000.00',
        commitments: { nodes: [{ decision: 'RESERVED', amount: '1000.00' }] },
      },
    });
  });

  test('what was told while it was down is taken in when it is back, whatever ended it', async () => {
    await finance.kill('SIGKILL');
    await finance.tell('entered-into-force', agreementTold(1, { version: 4, status: 'IN_FORCE' }));
    await finance.tell('opened', worksiteTold(1));
    await finance.tell('approved', agreementTold(2));
    await finance.tell('approved', agreementTold(3));
    await finance.start();
    const { envelope } = await finance.ask(undefined, read);
    expect(envelope.reserved).toBe('2000.00');
    expect(envelope.commitments.nodes.map(({ decision }: { decision: string }) => decision).sort()).toEqual([
      'REFUSED',
      'RESERVED',
      'RESERVED',
    ]);
  });

  test('a council pays what fell due, with a token that the service verifies itself', async () => {
    const { recordPayment } = await finance.ask(
      council,
      `mutation ($tranche: UUID!) {
        recordPayment(input: { idempotencyKey: "order-17", trancheId: $tranche, amount: "500.00", paidOn: "2022-04-01", reference: "OP-17" }) {
          tranche { status left }
        }
      }`,
      { tranche: trancheId(id('agr', 1), worksiteOf(1), 'OPENING') },
    );
    expect(recordPayment.tranche).toEqual({ status: 'PAID', left: '0.00' });
  });

  test('everything told once more changes nothing and tells nothing', async () => {
    const before = await events();
    await finance.tellAllAgain();
    const receipt = await finance.tell('closed', worksiteTold(1, { version: 9, ...completed }));
    await finance.ask(undefined, read, { including: [receipt] });
    expect((await events()).slice(before.length)).toEqual(['tranche fell-due']);
  });

  test('it ends in order, with all that it recorded sent', async () => {
    expect(await finance.kill('SIGTERM')).toBe(0);
    expect((await events()).at(-1)).toBe('tranche fell-due');
    const { rows } = await finance.database.query('select count(*)::int as waiting from outbox');
    expect(rows).toEqual([{ waiting: 0 }]);
  });
});
