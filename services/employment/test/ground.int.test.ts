import { setTimeout } from 'node:timers/promises';
import { unitOfWork } from '@awrach/subgraph';
import type { OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { until } from '../../../test/testkit/until.ts';
import { applyGround } from '../src/placement/ground.reaction.ts';
import { end, hire, newPerson, openEmploymentService, openSite } from './opened-employment.ts';

describe('placements that lose what they rest on', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openEmploymentService();
  });
  afterEach(() => expect(service.faults).toEqual([]));
  afterAll(() => service[Symbol.asyncDispose]());

  async function hired() {
    const site = openSite({ jobs: 3 });
    await service.take(...site.all);
    const { data } = await hire(service, { personId: await newPerson(service), worksiteId: site.worksiteId });
    const { id } = data.hirePerson.placement;
    const marks = async () =>
      (await service.told(id))
        .filter(({ event }) => event === 'marked')
        .map(({ data }) => (data.groundLost as { reason: string } | null)?.reason ?? null);
    return { ...site, id, marks };
  }

  test('are marked, once, when their worksite is suspended; and no longer when it goes on', async () => {
    const { site, id, marks } = await hired();
    await service.take(site('SUSPENDED', 3));
    await service.take(site('SUSPENDED', 4));
    expect(await marks()).toEqual(['WORKSITE_SUSPENDED']);
    expect((await service.told(id)).at(-1)?.data).toMatchObject({
      status: 'ACTIVE',
      basis: { worksiteVersion: 3, agreementVersion: 3 },
    });
    await service.take(site('OPEN', 5));
    expect(await marks()).toEqual(['WORKSITE_SUSPENDED', null]);
  });

  test('say that the agreement was cancelled, whichever news comes first', async () => {
    const early = await hired();
    await service.take(early.agreed('CANCELLED', 4));
    await service.take(early.site('SUSPENDED', 3));
    expect(await early.marks()).toEqual(['AGREEMENT_CANCELLED']);

    const late = await hired();
    await service.take(late.site('SUSPENDED', 3));
    await service.take(late.agreed('CANCELLED', 4));
    expect(await late.marks()).toEqual(['WORKSITE_SUSPENDED', 'AGREEMENT_CANCELLED']);

    const both = await hired();
    await service.takeDuring([both.site('SUSPENDED', 3)], () => service.take(both.agreed('CANCELLED', 4)));
    expect((await both.marks()).at(-1)).toBe('AGREEMENT_CANCELLED');
  });

  test('are marked when an amendment in force drops their line, or ends before they do', async () => {
    const dropped = await hired();
    const other = openSite({ jobs: 3 });
    await service.take(dropped.agreed('IN_FORCE', 4, { revisions: [{ lines: [other.line] }] }));
    expect(await dropped.marks()).toEqual(['AGREEMENT_AMENDED']);

    const shorter = await hired();
    const revisions = [{ lines: [shorter.line], endsOn: '2022-05-31' }];
    await service.take(shorter.agreed('IN_FORCE', 4, { revisions }));
    expect(await shorter.marks()).toEqual(['AGREEMENT_AMENDED']);
  });

  test('are left alone once they have ended', async () => {
    const { site, id, marks } = await hired();
    await end(service, { placementId: id, endedOn: '2022-04-01', reason: 'RESIGNED' });
    await service.take(site('CLOSED', 3));
    expect(await marks()).toEqual([]);
  });

  describe('on a line that becomes known while people are hired on it', () => {
    const waitingFor = (table: string) =>
      until(
        `somebody waits for ${table}`,
        () =>
          service.database.query(
            `select from pg_locks l join pg_database d on d.oid = l.database
              where d.datname = current_database() and not l.granted and l.relation = $1::regclass`,
            [table],
          ) as Promise<unknown[]>,
        (waiting) => waiting.length > 0,
      );

    /** An open worksite whose agreement is not known yet. */
    async function lineless() {
      const site = openSite({ jobs: 1 });
      await service.take(site.site('OPEN', 2));
      return site;
    }

    /** Hires, and takes the agreement in after the worksite was locked and before placements are counted. */
    const learningOf = <Hired>({ agreed }: ReturnType<typeof openSite>, hiring: () => Promise<Hired>) =>
      service.database.transaction(async (manager) => {
        await manager.query('lock table placement in access exclusive mode');
        const hired = hiring();
        hired.catch(() => undefined); // It is awaited by the test.
        await waitingFor('placement');
        await setTimeout(300); // The others come as far as they can, too.
        await applyGround(unitOfWork(manager, {}), [agreed('IN_FORCE', 3)]);
        return { hired };
      });

    test('not one more is hired than it has jobs', async () => {
      const site = await lineless();
      const { worksiteId } = site;
      const people = [await newPerson(service), await newPerson(service)];
      const { hired } = await learningOf(site, () =>
        Promise.all(people.map((personId) => hire(service, { personId, worksiteId }))),
      );
      expect((await hired).map(({ rules }) => rules).sort()).toEqual([[], ['placement.no-job-left']]);
    });

    test('who was hired is marked when its agreement is cancelled before that is committed', async () => {
      const site = await lineless();
      const personId = await newPerson(service);
      const committing = service.database.createQueryRunner();
      await committing.startTransaction();
      await committing.query('lock table audit in access exclusive mode');
      const { hired } = await learningOf(site, () =>
        hire(service, { personId, worksiteId: site.worksiteId }),
      );
      await waitingFor('audit');
      const cancelled = service.take(site.agreed('CANCELLED', 4));
      await Promise.race([cancelled, setTimeout(300)]);
      await committing.rollbackTransaction();
      await committing.release();
      const [{ data }] = await Promise.all([hired, cancelled]);
      expect((await service.told(data.hirePerson.placement.id)).at(-1)).toMatchObject({
        event: 'marked',
        data: { groundLost: { reason: 'AGREEMENT_CANCELLED' } },
      });
    });
  });

  test('a placement begun at the instant at which the agreement is cancelled is refused', async () => {
    const site = openSite({ jobs: 3 });
    await service.take(...site.all);
    const personId = await newPerson(service);
    const answer = await service.takeDuring([site.agreed('CANCELLED', 4)], () =>
      hire(service, { personId, worksiteId: site.worksiteId }),
    );
    expect(answer.rules).toEqual(['placement.no-agreement']);
  });
});
