import { days, draftInput, session } from '../testkit/agreement.ts';
import type { Awrach } from '../testkit/awrach.ts';
import { readEvents } from '../testkit/events.ts';
import { figures } from '../testkit/figures.ts';
import { insist } from '../testkit/insistent.ts';
import { newKey } from '../testkit/names.ts';
import { officeOf } from '../testkit/office.ts';
import { personInput } from '../testkit/people.ts';
import { totalsUpToNow } from '../testkit/until.ts';

/** Which service is killed right after how many answers to a mutation: while it is about to send what it has recorded. */
const kills: readonly { mutation: string; answers: number; service: string }[] = [
  { mutation: 'draftAgreement', answers: 5, service: 'partner' },
  { mutation: 'approveAgreement', answers: 4, service: 'finance' },
  { mutation: 'signAgreement', answers: 9, service: 'partner' },
  { mutation: 'openWorksite', answers: 3, service: 'worksite' },
  { mutation: 'hirePerson', answers: 5, service: 'employment' },
  { mutation: 'hirePerson', answers: 8, service: 'totals' },
];

/** Sends a mutation until it is answered, and says so. */
type Insist = <Payload>(mutation: string, input: object, selection: string) => Promise<Payload>;

const agreements = 16;
const jobs = 3;

export function crash(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '08.401');

  /** One agreement's way, from partner to hired, whatever dies meanwhile. @returns the agreement's id */
  async function carryOut(partnerId: string, send: Insist): Promise<string> {
    type Drafted = {
      agreement: {
        id: string;
        currentRevision: { parties: { id: string }[]; lines: { worksite: { id: string } }[] };
      };
    };
    const { agreement } = await send<Drafted>(
      'draftAgreement',
      draftInput(office(), partnerId, { jobs: [jobs], grant: '100.01' }),
      'agreement { id currentRevision { parties { id } lines { worksite { id } } } }',
    );
    const { id: agreementId, currentRevision } = agreement;
    const receipts: string[] = [];
    const step = async (mutation: string, input: object) => {
      const { receipt } = await send<{ receipt: string }>(
        mutation,
        { including: receipts, ...input },
        'receipt',
      );
      receipts.push(receipt);
    };
    await step('approveAgreement', { agreementId, session });
    for (const { id: partyId } of currentRevision.parties) {
      await step('signAgreement', { agreementId, partyId, signedOn: days.signature });
    }
    const worksiteId = currentRevision.lines[0]?.worksite.id;
    await step('openWorksite', { worksiteId, openedOn: days.start });
    const { person } = await send<{ person: { id: string } }>(
      'registerPerson',
      personInput(office()),
      'person { id }',
    );
    await step('hirePerson', { personId: person.id, worksiteId, startsOn: days.start, endsOn: days.end });
    return agreementId;
  }

  test('loses nothing and doubles nothing, when requests are repeated with their keys', async () => {
    await office().openEnvelope('100000.00');
    const partnerId = await office().partner();
    const before = await figures(office().clerk, office());
    const counted = new Map<string, number>();
    const killed: string[] = [];
    const answered = (mutation: string) => {
      const answers = (counted.get(mutation) ?? 0) + 1;
      counted.set(mutation, answers);
      const kill = kills.find((one) => one.mutation === mutation && one.answers === answers);
      const pid = kill && awrach().parts[kill.service]?.current()?.pid;
      if (!pid) return;
      process.kill(pid, 'SIGKILL');
      killed.push(kill.service);
    };
    const untilAnswered: Insist = async <Payload>(mutation: string, input: object, selection: string) => {
      const whole = { idempotencyKey: newKey(), ...input };
      const payload = await insist<Payload>(office().clerk, mutation, whole, selection);
      answered(mutation);
      return payload;
    };
    const ids = await Promise.all(
      Array.from({ length: agreements }, () => carryOut(partnerId, untilAnswered)),
    );
    expect(killed.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(agreements);

    await totalsUpToNow(awrach());
    const after = await figures(office().clerk, office());
    expect(after.province).toEqual({
      ...before.province,
      partners: 1,
      agreementsPlanned: agreements,
      agreements,
      agreementsInForce: agreements,
      communes: 1,
      worksites: agreements,
      worksitesOpened: agreements,
      jobs: agreements * jobs,
      jobsInForce: agreements * jobs,
      personMonths: agreements * jobs * 6,
      placements: agreements,
      placementsActive: agreements,
      supervisionGrant: agreements * 10_001,
    });
  }, 150_000);

  test('what readers of Kafka have is what the graph has: each change once, or again with the same id', async () => {
    await awrach().settled();
    const records = (await readEvents(awrach().brokers)).filter(
      ({ headers }) => headers.ce_province === '08.401',
    );
    const changes = new Map<string, string>();
    for (const { headers, key, topic } of records) {
      const change = `${topic}|${key}|${headers.ce_version}`;
      expect(changes.get(change) ?? headers.ce_id).toBe(headers.ce_id);
      changes.set(change, headers.ce_id ?? '');
    }
    const things = (topic: string) =>
      new Set(records.filter((record) => record.topic === topic).map(({ key }) => key)).size;
    expect(things('awrach.partner.agreement')).toBe(agreements);
    expect(things('awrach.finance.commitment')).toBe(agreements);
    expect(things('awrach.worksite.worksite')).toBe(agreements);
    expect(things('awrach.employment.placement')).toBe(agreements);
  });
}
