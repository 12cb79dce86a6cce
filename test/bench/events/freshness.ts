import { setTimeout as sleep } from 'node:timers/promises';
import { communesOf } from '@awrach/territory';
import { signToken } from '../../../infra/local/src/identity/issuer.ts';
import { draftInput } from '../../testkit/agreement.ts';
import { type Client, client } from '../../testkit/client.ts';
import { selectedPartner } from '../../testkit/partner.ts';
import { freshState, launch } from '../launched.ts';

export interface Freshness {
  /** From the answer of a write to the answer of the totals that include it, in milliseconds. */
  readonly including: number[];
  /** Age of `completeTo` when the answer comes, in milliseconds. */
  readonly ages: number[];
  /** What was written beside. */
  readonly writesPerSecond: number;
}

const edition = 2022;
const measured = 200;
/** So many before do not count: what runs for the first time is not compiled yet. */
const warmUp = 200;

/** So many writes go in one operation: what is measured is totals, not the gateway. */
const together = 10;

interface Clerk {
  readonly asking: Client;
  readonly province: string;
  readonly communes: readonly string[];
  readonly partnerId: string;
}

/** The whole of Awrach, at rest and with that many writes a second going on beside. */
export async function freshness(
  rates: readonly number[],
  onMeasured: (rate: number, found: Freshness) => void,
) {
  const { remove, stateFolder } = freshState();
  try {
    await using awrach = await launch(stateFolder);
    const clerkOf = async (province: string): Promise<Clerk> => {
      const token = await signToken(stateFolder, { role: 'province', province });
      const asking = client(awrach.graphUrl, async () => token);
      const partnerId = await selectedPartner(asking, province, edition);
      return { asking, province, partnerId, communes: communesOf(province).map(({ code }) => code) };
    };
    const [one, others] = [await clerkOf('09.001'), await clerkOf('07.191')];
    for (const rate of rates) onMeasured(rate, await measure(one, others, rate));
    await awrach.stop();
  } finally {
    remove();
  }
}

async function measure(one: Clerk, others: Clerk, rate: number): Promise<Freshness> {
  let writing = rate > 0;
  let written = 0;
  const beside = (async () => {
    const under = new Set<Promise<void>>();
    for (let due = performance.now(); writing; due += (1_000 * together) / rate) {
      await sleep(Math.max(0, due - performance.now()));
      const done: Promise<void> = write(others, together).then(() => {
        written += together;
        under.delete(done);
      });
      under.add(done);
      // No more than a busy machine can bear at once: what is reached is told.
      if (under.size > 8) await Promise.race(under);
    }
    await Promise.all(under);
  })();
  const including: number[] = [];
  const ages: number[] = [];
  let [began, writtenBefore] = [0, 0];
  for (let i = 0; i < warmUp + measured; i += 1) {
    if (i === warmUp) [began, writtenBefore] = [performance.now(), written];
    const [receipt] = await write(one, 1);
    const answered = performance.now();
    const { completeTo } = await read(one, receipt);
    if (i >= warmUp) {
      including.push(performance.now() - answered);
      if (completeTo) ages.push(Date.now() - Date.parse(completeTo));
    }
    await sleep(10);
  }
  writing = false;
  const writesPerSecond = ((written - writtenBefore) * 1_000) / (performance.now() - began);
  await beside;
  return { including, ages, writesPerSecond };
}

async function write({ asking, communes, partnerId, province }: Clerk, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const answer = await asking.ask<Record<string, { receipt: string }>>(
    `mutation (${numbers.map((i) => `$i${i}: DraftAgreementInput!`).join(' ')}) {
      ${numbers.map((i) => `m${i}: draftAgreement(input: $i${i}) { receipt }`).join('\n')} }`,
    Object.fromEntries(numbers.map((i) => [`i${i}`, draftInput({ province, edition, communes }, partnerId)])),
  );
  return Object.values(answer).map(({ receipt }) => receipt);
}

async function read({ asking, province }: Clerk, receipt: string | undefined) {
  const told = await asking.ask<{ province: { totals: { freshness: { completeTo: string | null } } } }>(
    `query ($province: ProvinceCode!, $including: [Receipt!]) {
      province(code: $province) { totals(including: $including) { agreementsPlanned freshness { completeTo } } } }`,
    { province, including: receipt ? [receipt] : [] },
  );
  return told.province.totals.freshness;
}
