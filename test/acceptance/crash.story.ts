import { setTimeout as sleep } from 'node:timers/promises';
import { days, draftInput, session } from '../testkit/agreement.ts';
import type { Awrach } from '../testkit/awrach.ts';
import type { Client } from '../testkit/client.ts';
import { readEvents } from '../testkit/events.ts';
import { figures } from '../testkit/figures.ts';
import { newKey } from '../testkit/names.ts';
import { officeOf } from '../testkit/office.ts';
import { totalsUpToNow } from '../testkit/until.ts';

/** What a client is told when it should ask again with the same key. */
const again = ['RETRYABLE', 'SERVICE_UNAVAILABLE', 'TIMEOUT'];

/** Sends a mutation until it is answered, always the same: same input, same key. */
async function insist<Payload>(
  client: Client,
  mutation: string,
  given: object,
  selection: string,
): Promise<Payload> {
  const input = { idempotencyKey: newKey(), ...given };
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    const answer = await client.attempt<Payload>(mutation, input, selection);
    const payload = answer.data?.[mutation];
    if (payload && !answer.errors) return payload;
    const [error] = answer.errors ?? [];
    if (!again.includes(error?.extensions.code ?? '')) {
      throw new Error(`${mutation}: ${error?.extensions.rule} ${error?.message}`);
    }
  }
  throw new Error(`${mutation} was not answered within a minute`);
}

const agreements = 16;
const jobs = 3;

export function crash(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '08.401');

  /** One agreement's way, from partner to hired, whatever dies meanwhile. @returns the agreement's id */
  async function carryOut(partnerId: string): Promise<string> {
    const { clerk } = office();
    type Drafted = {
      agreement: {
        id: string;
        currentRevision: { parties: { id: string }[]; lines: { worksite: { id: string } }[] };
      };
    };
    const { agreement } = await insist<Drafted>(
      clerk,
      'draftAgreement',
      draftInput(office(), partnerId, { jobs: [jobs], grant: '100.01' }),
      'agreement { id currentRevision { parties { id } lines { worksite { id } } } }',
    );
    const { id: agreementId, currentRevision } = agreement;
    const receipts: string[] = [];
    const step = async (mutation: string, input: object) => {
      const { receipt } = await insist<{ receipt: string }>(
        clerk,
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
    const person = await office().person();
    await step('hirePerson', { personId: person.id, worksiteId, startsOn: days.start, endsOn: days.end });
    return agreementId;
  }

  test('loses nothing and doubles nothing, when requests are repeated with their keys', async () => {
    await office().openEnvelope('100000.00');
    const partnerId = await office().partner();
    const before = await figures(office().clerk, office());
    const work = Promise.all(Array.from({ length: agreements }, () => carryOut(partnerId)));
    // In the middle of it each of the writing services is killed, one after the other, and totals twice.
    const killing = (async () => {
      for (const service of ['partner', 'finance', 'totals', 'worksite', 'partner', 'totals']) {
        await sleep(700);
        const pid = awrach().parts[service]?.current()?.pid;
        if (pid) process.kill(pid, 'SIGKILL');
      }
    })();
    const ids = await work;
    await killing;
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
  });

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
