import { days } from '../testkit/agreement.ts';
import type { Awrach } from '../testkit/awrach.ts';
import { figures, moved } from '../testkit/figures.ts';
import { newKey, unusual } from '../testkit/names.ts';
import { type Office, officeOf } from '../testkit/office.ts';
import { until } from '../testkit/until.ts';

export function funding(awrach: () => Awrach): void {
  interface Envelope {
    amount: string;
    reserved: string;
    available: string;
  }
  const envelopeOf = async ({ clerk, edition, province }: Office, including: readonly string[]) =>
    (
      await clerk.ask<{ envelope: Envelope }>(
        `query ($province: ProvinceCode!, $edition: Int!, $including: [Receipt!]) {
        envelope(province: $province, edition: $edition, including: $including) { amount reserved available }
      }`,
        { province, edition, including },
      )
    ).envelope;

  describe('the envelope of a province', () => {
    const office = () => officeOf(awrach(), '09.001');

    test('without one, an approved agreement is unfunded; opening one funds it', async () => {
      const agreement = await office().draft();
      expect(await agreement.approve()).toBe('UNFUNDED');
      const receipt = await office().openEnvelope('20000.00');
      expect(await envelopeOf(office(), [receipt])).toEqual({
        amount: '20000.00',
        reserved: '7600.00',
        available: '12400.00',
      });
      agreement.receipts.push(receipt);
      expect(await agreement.sign()).toBe('IN_FORCE');
    });

    test('what does not fit is refused whole; raised, the envelope funds what has waited, oldest first', async () => {
      const first = await office().draft({ grant: '12400.01' });
      const second = await office().draft({ grant: '12400.02' });
      expect(await first.approve()).toBe('UNFUNDED');
      expect(await second.approve()).toBe('UNFUNDED');
      const receipt = await office().changeEnvelope('20000.01');
      expect(await envelopeOf(office(), [receipt])).toMatchObject({
        reserved: '20000.01',
        available: '0.00',
      });
      first.receipts.push(receipt);
      expect(await first.sign()).toBe('IN_FORCE');
      expect(await second.sign()).toBe('UNFUNDED');
      await office().changeEnvelope('50000.00');
      // The agreement's own service puts it in force when it hears of that: no receipt names it.
      const { province } = await until(
        'all three are in force',
        () => figures(office().clerk, office()),
        ({ province }) => province.agreementsInForce === 3,
      );
      expect(province).toMatchObject({ agreements: 3, supervisionGrant: 3_240_003 });
    });

    test('an amendment that does not fit leaves the former revision in force', async () => {
      const agreement = await office().inForce({ jobs: [10], grant: '7600.00' });
      expect(await agreement.amend([12], '900000.00')).toBe('UNFUNDED');
      const told = await office().clerk.ask<{ agreement: unknown }>(
        '{ agreement(id: "$id") { status currentRevision { revision jobs funded } inForceRevision { revision jobs } } }'.replace(
          '$id',
          agreement.id,
        ),
      );
      expect(told.agreement).toEqual({
        status: 'IN_FORCE',
        currentRevision: { revision: 2, jobs: 12, funded: false },
        inForceRevision: { revision: 1, jobs: 10 },
      });
    });
  });

  describe('tranches of the supervision grant', () => {
    const office = () => officeOf(awrach(), '09.581');
    interface Tranche {
      id: string;
      step: string;
      amount: string;
      paid: string;
      left: string;
      dueOn: string;
      status: string;
      overdueDays: number;
    }
    const tranchesOf = async (agreementId: string, including: readonly string[]) => {
      const { council, province } = office();
      const { tranches } = await council.ask<{
        tranches: { nodes: (Tranche & { agreement: { id: string } })[] };
      }>(
        `query ($province: ProvinceCode!, $including: [Receipt!]) {
        tranches(province: $province, including: $including) {
          nodes { id step amount paid left dueOn status overdueDays agreement { id } } } }`,
        { province, including },
      );
      return tranches.nodes
        .filter(({ agreement }) => agreement.id === agreementId)
        .sort((a, b) => a.dueOn.localeCompare(b.dueOn));
    };
    const pay = (trancheId: string, amount: string, including: readonly string[]) =>
      office().council.mutate<{ receipt: string; tranche: Tranche }>(
        'recordPayment',
        {
          idempotencyKey: newKey(),
          including,
          trancheId,
          amount,
          paidOn: days.completion,
          reference: unusual('OP'),
        },
        'receipt tranche { status paid left }',
      );

    test('fall due on opening and on completion, are paid in parts, and show in the totals as they are', async () => {
      await office().openEnvelope('100000.00');
      const agreement = await office().atWork({ grant: '7600.01' });
      const before = await figures(office().clerk, { ...office(), including: agreement.receipts });
      const [opening, ...more] = await tranchesOf(agreement.id, agreement.receipts);
      expect(more).toEqual([]);
      expect(opening).toMatchObject({ step: 'OPENING', status: 'DUE', dueOn: days.start, paid: '0.00' });
      expect(opening?.overdueDays).toBeGreaterThan(0);

      const inPart = await pay(opening?.id ?? '', '100.00', []);
      expect(inPart.tranche).toMatchObject({ status: 'DUE', paid: '100.00' });
      const rest = await pay(opening?.id ?? '', inPart.tranche.left, [inPart.receipt]);
      expect(rest.tranche).toMatchObject({ status: 'PAID', paid: opening?.amount, left: '0.00' });

      const { receipt } = await office().clerk.mutate<{ receipt: string }>(
        'closeWorksite',
        {
          idempotencyKey: newKey(),
          worksiteId: agreement.worksiteId,
          on: days.completion,
          outcome: 'COMPLETED',
        },
        'receipt',
      );
      const [, completion] = await tranchesOf(agreement.id, [receipt]);
      expect(completion).toMatchObject({ step: 'COMPLETION', status: 'DUE', dueOn: days.completion });
      const centimes = (amount = '') => Number(amount.replace('.', ''));
      expect(centimes(opening?.amount) + centimes(completion?.amount)).toBe(760_001);

      const after = await figures(office().clerk, { ...office(), including: [receipt, rest.receipt] });
      const paid = { grantPaid: centimes(opening?.amount), worksitesCompleted: 1 };
      expect(moved(before.province, after.province)).toEqual(paid);
      expect(moved(before.nation, after.nation)).toEqual(paid);
    });

    test('more than is left of one is not paid', async () => {
      const agreement = await office().atWork();
      const [opening] = await tranchesOf(agreement.id, agreement.receipts);
      await expect(pay(opening?.id ?? '', '7600.01', [])).rejects.toThrow('payment.exceeds-tranche');
    });
  });
}
