import { type Agreement, days } from '../testkit/agreement.ts';
import type { Awrach } from '../testkit/awrach.ts';
import { figures, moved } from '../testkit/figures.ts';
import { newKey } from '../testkit/names.ts';
import { officeOf } from '../testkit/office.ts';
import { totalsUpToNow } from '../testkit/until.ts';

export function lifeOfAnAgreement(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '12.391');
  const read = (including: readonly string[] = [], edition?: number) => {
    const { province, region } = office();
    return figures(awrach().anyone(), { province, region, including, ...(edition ? { edition } : {}) });
  };

  beforeAll(async () => {
    await office().openEnvelope('100000.00');
    await officeOf(awrach(), '12.391', 2023).openEnvelope('100000.00');
  }, 60_000);

  /** What the province sees of a worksite and who works there, with those writes in it. */
  async function worksiteOf({ worksiteId }: Agreement, including: readonly string[]) {
    type Told = {
      worksites: { nodes: { id: string; status: string; suspensions: { until: string | null }[] }[] };
      placements: { nodes: { status: string; endsOn: string; groundLost: { reason: string } | null }[] };
    };
    const { worksites, placements } = await office().clerk.ask<Told>(
      `query ($id: UUID!, $including: [Receipt!]) {
      worksites(province: "12.391", first: 200, including: $including) { nodes { id status suspensions { until } } }
      placements(worksiteId: $id, including: $including) { nodes { status endsOn groundLost { reason } } }
    }`,
      { id: worksiteId, including },
    );
    return { ...worksites.nodes.find(({ id }) => id === worksiteId), placements: placements.nodes };
  }

  describe('every step of an agreement is in the very next read', () => {
    let agreement: Agreement;
    let before: Awaited<ReturnType<typeof read>>;
    /** Takes a step, and compares province, region and nation with how they were. */
    const stepMoves = async (step: () => Promise<readonly string[]>, by: object) => {
      const after = await read(await step());
      for (const place of ['province', 'region', 'nation'] as const) {
        expect({ [place]: moved(before[place], after[place]) }).toEqual({ [place]: by });
      }
      before = after;
    };
    beforeAll(async () => {
      before = await read();
    });

    test('drafted, it is planned and nothing else', () =>
      stepMoves(
        async () => {
          agreement = await office().draft({ jobs: [2, 3], grant: '1900.00' });
          return agreement.receipts;
        },
        { agreementsPlanned: 1 },
      ));

    test('approved, it counts with its worksites, jobs and the grant reserved for it', () =>
      stepMoves(
        async () => {
          expect(await agreement.approve()).toBe('AWAITING_SIGNATURES');
          return agreement.receipts;
        },
        {
          partners: 1,
          agreements: 1,
          communes: 2,
          worksites: 2,
          jobs: 5,
          personMonths: 30,
          supervisionGrant: 380_000,
        },
      ));

    test('signed by all, it is in force', () =>
      stepMoves(
        async () => {
          expect(await agreement.sign()).toBe('IN_FORCE');
          return agreement.receipts;
        },
        { agreementsInForce: 1, jobsInForce: 5 },
      ));

    test('opened, its worksites are at work', () =>
      stepMoves(
        async () => {
          await agreement.open();
          return agreement.receipts;
        },
        { worksitesOpened: 2 },
      ));

    test('hired, people are placed', () =>
      stepMoves(
        async () => {
          const first = await office().hire(agreement);
          const second = await office().hire(agreement);
          return [first.receipt, second.receipt];
        },
        { placements: 2, placementsActive: 2 },
      ));

    test('all of it stands in its edition, and nothing in the other', async () => {
      expect((await read([], 2022)).nation).toEqual(before.nation);
      expect(Object.values((await read([], 2023)).nation).filter((figure) => figure !== 0)).toEqual([]);
    });

    test('a partner at work in both editions counts once in all, and once in each', async () => {
      const next = await officeOf(awrach(), '12.391', 2023);
      await next.clerk.mutate(
        'recordSelection',
        {
          idempotencyKey: newKey(),
          partnerId: agreement.partnerId,
          province: next.province,
          edition: 2023,
          decision: 'SELECTED',
          score: 90,
          decidedOn: '2023-03-01',
        },
        'receipt',
      );
      const second = await next.approved({ partnerId: agreement.partnerId, jobs: [7] });
      const after = await read(second.receipts);
      expect(moved(before.nation, after.nation)).toEqual({
        agreementsPlanned: 1,
        agreements: 1,
        worksites: 1,
        jobs: 7,
        personMonths: 42,
        supervisionGrant: 760_000,
      });
      expect((await read(second.receipts, 2023)).province).toMatchObject({
        partners: 1,
        communes: 1,
        jobs: 7,
      });
      before = after;
    });

    test('cancelled, it takes everything back; what stood on it says that it lost its ground', async () => {
      await agreement.cancel();
      const { placements, status } = await worksiteOf(agreement, agreement.receipts);
      expect(status).toBe('SUSPENDED');
      expect(placements.map(({ groundLost }) => groundLost?.reason)).toEqual([
        'AGREEMENT_CANCELLED',
        'AGREEMENT_CANCELLED',
      ]);
      const { envelope } = await office().clerk.ask<{ envelope: { reserved: string } }>(
        `query ($including: [Receipt!]) {
        envelope(province: "12.391", edition: 2022, including: $including) { reserved } }`,
        { including: agreement.receipts },
      );
      expect(envelope.reserved).toBe('0.00');
      await totalsUpToNow(awrach());
      await stepMoves(async () => [], {
        agreementsPlanned: -1,
        agreements: -1,
        agreementsInForce: -1,
        communes: -1,
        worksites: -2,
        worksitesSuspended: 2,
        jobs: -5,
        jobsInForce: -5,
        personMonths: -30,
        supervisionGrant: -380_000,
      });
    });
  });

  describe('an amendment', () => {
    test('counts once it is approved, is in force once it is signed, and the former holds until then', async () => {
      const agreement = await office().atWork({ jobs: [10], grant: '7600.00' });
      const before = await read(agreement.receipts);
      expect(await agreement.amend([12], '9120.00')).toBe('AWAITING_SIGNATURES');
      const amended = await read(agreement.receipts);
      expect(moved(before.province, amended.province)).toEqual({
        jobs: 2,
        personMonths: 12,
        supervisionGrant: 152_000,
      });
      expect(await agreement.sign()).toBe('IN_FORCE');
      expect(moved(amended.province, (await read(agreement.receipts)).province)).toEqual({ jobsInForce: 2 });
    });
  });

  describe('a worksite', () => {
    const step = async (mutation: string, { worksiteId }: Agreement, input: object) =>
      (
        await office().clerk.mutate<{ receipt: string }>(
          mutation,
          { idempotencyKey: newKey(), worksiteId, ...input },
          'receipt',
        )
      ).receipt;

    test('is suspended, resumed and closed, and its placements with it', async () => {
      const agreement = await office().atWork({ grant: '100.00' });
      const { receipt: hired } = await office().hire(agreement);
      const before = await read([hired]);

      const suspended = await step('suspendWorksite', agreement, {
        from: days.suspension,
        reason: 'أشغال الشتاء',
      });
      expect(moved(before.province, (await read([suspended])).province)).toEqual({ worksitesSuspended: 1 });
      expect(await worksiteOf(agreement, [suspended])).toMatchObject({
        status: 'SUSPENDED',
        placements: [{ status: 'ACTIVE', groundLost: { reason: 'WORKSITE_SUSPENDED' } }],
      });

      const resumed = await step('resumeWorksite', agreement, { on: days.resumption });
      expect(moved(before.province, (await read([resumed])).province)).toEqual({});
      expect(await worksiteOf(agreement, [resumed])).toMatchObject({
        status: 'OPEN',
        suspensions: [{ until: days.resumption }],
        placements: [{ status: 'ACTIVE', groundLost: null }],
      });

      const closed = await step('closeWorksite', agreement, { on: days.completion, outcome: 'COMPLETED' });
      expect(moved(before.province, (await read([closed])).province)).toEqual({ worksitesCompleted: 1 });
      expect(await worksiteOf(agreement, [closed])).toMatchObject({
        placements: [{ groundLost: { reason: 'WORKSITE_CLOSED' } }],
      });
    });
  });

  describe('a placement', () => {
    test('ends before its term with its reason, and leaves its job to somebody else', async () => {
      const agreement = await office().atWork({ jobs: [1], grant: '100.00' });
      const placement = await office().hire(agreement);
      const before = await read([placement.receipt]);
      const { receipt, placement: ended } = await office().clerk.mutate<{
        receipt: string;
        placement: object;
      }>(
        'endPlacement',
        {
          idempotencyKey: newKey(),
          placementId: placement.id,
          endedOn: days.suspension,
          reason: 'FOUND_WORK',
        },
        'receipt placement { status endReason endsOn }',
      );
      expect(ended).toEqual({ status: 'ENDED', endReason: 'FOUND_WORK', endsOn: days.suspension });
      expect(moved(before.province, (await read([receipt])).province)).toEqual({ placementsActive: -1 });
      const next = await office().hire(agreement);
      expect(moved(before.province, (await read([next.receipt])).province)).toEqual({ placements: 1 });
    });
  });
}
