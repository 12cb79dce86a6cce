import type { OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
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
