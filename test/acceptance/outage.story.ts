import type { Awrach } from '../testkit/awrach.ts';
import type { Answer } from '../testkit/client.ts';
import { figures } from '../testkit/figures.ts';
import { officeOf } from '../testkit/office.ts';
import { totalsUpToNow, until } from '../testkit/until.ts';

/** Something of every service. */
const everything = `{
  programme { nameFr regions { code } targetJobs totals { jobs } }
  province(code: "07.191") {
    nameAr region { nameFr } communes { code }
    agreements { totalCount } worksites { totalCount } envelope(edition: 2022) { amount } totals { jobs }
  }
  partners { totalCount } worksites { totalCount } placements { totalCount } envelopes { totalCount }
}`;

/** Which of it each service answers, as paths. */
const owned: Record<string, readonly string[]> = {
  partner: ['partners', 'province.agreements'],
  worksite: ['worksites', 'province.worksites'],
  employment: ['placements'],
  finance: ['envelopes', 'province.envelope'],
  totals: ['programme.targetJobs', 'programme.totals', 'province.totals'],
};

type Tree = { [name: string]: Tree | unknown };

/** The same answer with nothing at those paths. */
function without(answer: Tree, paths: readonly string[]): Tree {
  const copy: Tree = structuredClone(answer);
  for (const path of paths) {
    const [first = '', second] = path.split('.');
    if (second === undefined) copy[first] = null;
    else copy[first] = { ...(copy[first] as Tree), [second]: null }; // The paths above lead into objects.
  }
  return copy;
}

export function outage(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '07.191');
  const ask = (): Promise<Answer<Tree>> => awrach().as('auditor').answer<Tree>(everything);
  const whole = async () => until('the whole answer', ask, ({ errors }) => errors === undefined, 30_000);

  /** What a broken answer says, compared with a whole one. */
  const expectOnlyItsOwn = (service: string, { data, errors = [] }: Answer<Tree>, complete: Answer<Tree>) => {
    const lost = owned[service] ?? [];
    expect(data).toEqual(without(complete.data ?? {}, lost));
    expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual([...lost].sort());
    for (const { extensions } of errors) {
      expect(extensions).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        rule: 'service.unavailable',
        requestId: expect.any(String),
      });
    }
  };

  beforeAll(async () => {
    await office().openEnvelope('100000.00');
    await office().atWork();
  }, 60_000);

  test.each(Object.keys(owned))('%s, stopped, costs only its own fields, and comes back', async (service) => {
    const complete = await whole();
    const part = awrach().parts[service];
    await part?.stop();
    try {
      expectOnlyItsOwn(service, await ask(), complete);
    } finally {
      await part?.start();
    }
    expect((await whole()).data).toEqual(complete.data);
  });

  test('one that is frozen costs its own fields too, after a bounded wait', async () => {
    const complete = await whole();
    const pid = awrach().parts.worksite?.current()?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      expectOnlyItsOwn('worksite', await ask(), complete);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect((await whole()).data).toEqual(complete.data);
  });

  test('what is approved while finance is down awaits its funding, and has it once finance is back', async () => {
    const draft = await office().draft();
    await awrach().parts.finance?.stop();
    try {
      expect(await draft.approve()).toBe('AWAITING_FUNDING');
      expect(await draft.sign()).toBe('AWAITING_FUNDING');
      await expect(draft.open()).rejects.toThrow('worksite.awaiting-funding');
    } finally {
      await awrach().parts.finance?.start();
    }
    const agreementInForce = () =>
      office().clerk.ask<{ agreement: { status: string } }>(
        'query ($id: UUID!) { agreement(id: $id) { status } }',
        {
          id: draft.id,
        },
      );
    await until('in force', agreementInForce, ({ agreement }) => agreement.status === 'IN_FORCE');
    await until('opened', () => draft.open().then(() => true), Boolean);
    await totalsUpToNow(awrach());
    expect((await figures(office().clerk, office())).province).toMatchObject({
      agreementsInForce: 2,
      worksitesOpened: 2,
      supervisionGrant: 1_520_000,
    });
  });
}
