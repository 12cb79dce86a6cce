import { caller, type OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import {
  end,
  guelmim,
  hire,
  khenifra,
  newPerson,
  openEmploymentService,
  openSite,
  register,
  somebody,
} from './opened-employment.ts';

describe('hiring', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openEmploymentService();
  });
  afterEach(() => expect(service.faults).toEqual([]));
  afterAll(() => service[Symbol.asyncDispose]());

  const opened = async (wish: Parameters<typeof openSite>[0]) => {
    const site = openSite(wish);
    await service.take(...site.all);
    return site;
  };

  test('a person is hired on a job of a line in force, and the event names them by their pseudonym alone', async () => {
    const site = await opened({ jobs: 2 });
    const personId = await newPerson(service);
    const { data, rules } = await hire(service, { personId, worksiteId: site.worksiteId });
    expect(rules).toEqual([]);
    const { placement } = data.hirePerson;
    expect(placement).toMatchObject({
      status: 'ACTIVE',
      lineId: site.lineId,
      agreement: { id: site.agreementId },
      worksite: { id: site.worksiteId },
      person: { id: personId, name: 'Invented Person' },
    });
    expect(await service.told(placement.id)).toMatchObject([
      {
        event: 'started',
        data: { personId, status: 'ACTIVE', basis: { worksiteVersion: 2, agreementVersion: 3 } },
      },
    ]);
  });

  test('what is repeated under the same key is done once, and answered in full from what was kept', async () => {
    const site = await opened({ jobs: 2 });
    const hiring = {
      personId: await newPerson(service),
      worksiteId: site.worksiteId,
      idempotencyKey: `hire-${site.worksiteId}`,
    };
    const [first, again] = [await hire(service, hiring), await hire(service, hiring)];
    expect(again.data).toEqual(first.data);
    const placementId: string = first.data.hirePerson.placement.id;
    const ending = {
      placementId,
      endedOn: '2022-04-30',
      reason: 'RESIGNED',
      idempotencyKey: `end-${placementId}`,
    };
    const ended = await end(service, ending);
    expect(ended.rules).toEqual([]);
    expect((await end(service, ending)).data).toEqual(ended.data);
    expect((await service.told(placementId)).map(({ event }) => event)).toEqual(['started', 'ended']);
  });

  test('nobody is hired where nothing is known of the worksite or the person, nor for another province', async () => {
    const site = await opened({ jobs: 1 });
    const personId = await newPerson(service, [khenifra, guelmim]);
    const nobody = '01980000-0000-7000-8000-0000000000ff';
    expect((await hire(service, { personId: nobody, worksiteId: site.worksiteId })).errors).toMatchObject([
      { extensions: { rule: 'thing.unknown', field: 'personId' } },
    ]);
    expect((await hire(service, { personId, worksiteId: nobody })).errors).toMatchObject([
      { extensions: { rule: 'thing.unknown', field: 'worksiteId' } },
    ]);
    const elsewhere = await hire(service, { personId, worksiteId: site.worksiteId }, guelmim);
    expect(elsewhere.errors).toMatchObject([
      { extensions: { rule: 'scope.other-province', field: 'worksiteId' } },
    ]);
    expect((await hire(service, { personId, worksiteId: site.worksiteId }, null)).rules).toEqual([
      'token.missing',
    ]);
  });

  test('a province that knows no more of somebody than their id is answered as if there were nobody, until it tells who they are', async () => {
    const there = await opened({ jobs: 2, province: '10.261', commune: '10.261.01.03' });
    const who = somebody();
    const { data } = await register(service, who);
    const personId: string = data.registerPerson.person.id;
    const nobody = '01980000-0000-7000-8000-0000000000ff';
    const { worksiteId } = there;
    const answers = async () => [
      await hire(service, { personId, worksiteId }, guelmim),
      await hire(service, { personId: nobody, worksiteId }, guelmim),
      await hire(service, { personId, worksiteId: nobody }, guelmim),
      await hire(service, { personId: nobody, worksiteId: nobody }, guelmim),
    ];
    const [unmet, ...others] = await answers();
    expect(unmet?.errors).toMatchObject([{ extensions: { rule: 'thing.unknown', field: 'personId' } }]);
    for (const other of others) expect(other).toEqual(unmet);

    const wrong = { ...who, province: '10.261', birthDate: '1990-05-18' };
    expect((await register(service, wrong, guelmim)).rules).toEqual(['person.identity-mismatch']);
    expect((await answers())[0]).toEqual(unmet);

    await register(service, { ...who, province: '10.261' }, guelmim);
    const hired = await hire(service, { personId, worksiteId }, guelmim);
    expect(hired.data.hirePerson.placement.person).toEqual({ id: personId, name: who.name });
  });

  test('nobody is hired on a worksite that is not open', async () => {
    const site = openSite({ jobs: 1 });
    await service.take(site.agreed('IN_FORCE', 3), site.site('PLANNED', 1));
    const personId = await newPerson(service);
    expect((await hire(service, { personId, worksiteId: site.worksiteId })).rules).toEqual([
      'placement.worksite-not-open',
    ]);
  });

  test('not one more than the jobs, and the refusal counts them; an ended placement leaves its job', async () => {
    const site = await opened({ jobs: 1 });
    const { worksiteId } = site;
    const first = await hire(service, { personId: await newPerson(service), worksiteId });
    const second = await hire(service, { personId: await newPerson(service), worksiteId });
    expect(second.errors).toMatchObject([
      {
        message: 'All jobs of this worksite are taken: 1 of 1.',
        extensions: { rule: 'placement.no-job-left' },
      },
    ]);
    const placementId = first.data.hirePerson.placement.id;
    await end(service, { placementId, endedOn: '2022-04-01', reason: 'FOUND_WORK' });
    expect((await hire(service, { personId: await newPerson(service), worksiteId })).rules).toEqual([]);
  });

  test('not one more than the jobs by many requests at the same instant', async () => {
    const { worksiteId } = await opened({ jobs: 2 });
    const people = [];
    for (let i = 0; i < 6; i++) people.push(await newPerson(service));
    const answers = await Promise.all(people.map((personId) => hire(service, { personId, worksiteId })));
    const refused = answers.flatMap(({ rules }) => rules);
    expect(refused).toEqual(Array(4).fill('placement.no-job-left'));
  });

  test('when the lines of two agreements name a worksite, the second is used when the first has no job left', async () => {
    const site = await opened({ jobs: 1 });
    const other = openSite({ jobs: 1 });
    await service.take(
      other.agreed(
        'IN_FORCE',
        1,
        {
          revisions: [{ lines: [{ ...other.line, worksiteId: site.worksiteId, jobs: 1 }] }],
        } as never /* what agreementState completes */,
      ),
    );
    const lines = [];
    for (let i = 0; i < 2; i++) {
      const { data } = await hire(service, {
        personId: await newPerson(service),
        worksiteId: site.worksiteId,
      });
      lines.push(data.hirePerson.placement.lineId);
    }
    expect(lines).toEqual([site.lineId, other.lineId]);
  });

  test('a person has no two placements at a time anywhere, and nobody learns where the other one is', async () => {
    const here = await opened({ jobs: 5 });
    const there = await opened({ jobs: 5, province: '10.261', commune: '10.261.01.03' });
    const personId = await newPerson(service, [khenifra, guelmim]);
    await hire(service, {
      personId,
      worksiteId: here.worksiteId,
      startsOn: '2022-03-01',
      endsOn: '2022-06-30',
    });
    const elsewhere = { personId, worksiteId: there.worksiteId };
    const refused = await hire(
      service,
      { ...elsewhere, startsOn: '2022-06-30', endsOn: '2022-08-01' },
      guelmim,
    );
    expect(refused.errors).toMatchObject([
      {
        message: 'This person has a placement in these days already.',
        extensions: { code: 'CONFLICT', rule: 'placement.overlap', field: 'startsOn' },
      },
    ]);
    const after = await hire(
      service,
      { ...elsewhere, startsOn: '2022-07-01', endsOn: '2022-08-01' },
      guelmim,
    );
    expect(after.rules).toEqual([]);
    expect(after.data.hirePerson.placement.person.name).toBe('Invented Person');
  });

  test('two provinces that hire one person at the same instant: one of them does', async () => {
    const here = await opened({ jobs: 5 });
    const there = await opened({ jobs: 5, province: '10.261', commune: '10.261.01.03' });
    for (let i = 0; i < 3; i++) {
      const personId = await newPerson(service, [khenifra, guelmim]);
      const answers = await Promise.all([
        hire(service, { personId, worksiteId: here.worksiteId }),
        hire(service, { personId, worksiteId: there.worksiteId }, guelmim),
      ]);
      expect(answers.flatMap(({ rules }) => rules)).toEqual(['placement.overlap']);
    }
  });

  test('nobody is hired on a worksite at the instant at which it is suspended', async () => {
    const site = await opened({ jobs: 1 });
    const personId = await newPerson(service);
    const hired = await service.takeDuring([site.site('SUSPENDED', 3)], () =>
      hire(service, { personId, worksiteId: site.worksiteId }),
    );
    expect(hired.rules).toEqual(['placement.worksite-not-open']);
  });

  test('a placement ends with its reason and a shorter period, or is struck out and counts nowhere', async () => {
    const { worksiteId } = await opened({ jobs: 5 });
    const personId = await newPerson(service);
    const placementId = (await hire(service, { personId, worksiteId })).data.hirePerson.placement.id;
    expect(
      (await end(service, { placementId, endedOn: '2022-04-01', reason: 'DIED' }, guelmim as never)).rules,
    ).toEqual(['scope.other-province']);
    const ended = await end(service, {
      placementId,
      expectedVersion: 1,
      endedOn: '2022-04-01',
      reason: 'RESIGNED',
    });
    expect(ended.data.endPlacement.placement).toMatchObject({
      status: 'ENDED',
      endsOn: '2022-04-01',
      endReason: 'RESIGNED',
    });
    expect((await end(service, { placementId, endedOn: '2022-03-15', reason: 'RESIGNED' })).rules).toEqual([
      'placement.ended-already',
    ]);

    const error = (await hire(service, { personId, worksiteId, startsOn: '2022-04-02' })).data.hirePerson
      .placement;
    const struck = await end(service, { placementId: error.id, reason: 'ENTERED_IN_ERROR' });
    expect(struck.data.endPlacement.placement).toMatchObject({
      status: 'CANCELLED',
      endReason: 'ENTERED_IN_ERROR',
    });
    expect((await hire(service, { personId, worksiteId, startsOn: '2022-04-02' })).rules).toEqual([]);
  });

  test('a province sees its own placements, the ministry and auditors all, and nobody else any', async () => {
    const { worksiteId } = await opened({ jobs: 5 });
    await hire(service, { personId: await newPerson(service), worksiteId });
    const seen = async (by: Parameters<typeof service.ask>[0], filter = `worksiteId: "${worksiteId}"`) => {
      const { data, rules } = await service.ask(
        by,
        `{ placements(${filter}) { totalCount nodes { person { name } } } }`,
      );
      return [data?.placements?.totalCount ?? null, ...rules];
    };
    expect(await seen(khenifra)).toEqual([1]);
    expect(await seen(guelmim)).toEqual([0]);
    expect(await seen(guelmim, 'province: "05.301"')).toEqual([null, 'scope.other-province']);
    expect(await seen(caller('auditor'))).toEqual([1]);
    expect(await seen(caller('ministry'))).toEqual([1, 'role.not-allowed']);
    expect(await seen(caller('analyst'))).toEqual([null, 'role.not-allowed']);
    expect(await seen(undefined)).toEqual([null, 'token.missing']);
    const entity = (by: Parameters<typeof service.ask>[0]) =>
      service.ask(
        by,
        `query ($w: [_Any!]!) { _entities(representations: $w) { ... on Worksite { id placements { totalCount nodes { worksite { placements { totalCount } } } } } } }`,
        { w: [{ __typename: 'Worksite', id: worksiteId }] },
      );
    expect((await entity(khenifra)).data._entities).toMatchObject([{ placements: { totalCount: 1 } }]);
    expect((await entity(guelmim)).rules).toEqual(['scope.other-province']);
    expect((await entity(undefined)).rules).toEqual(['token.missing']);
  });
});
