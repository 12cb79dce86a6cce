import { setTimeout as sleep } from 'node:timers/promises';
import { communesOf } from '@awrach/territory';
import { signToken } from '../../infra/local/src/identity/issuer.ts';
import { draftInput } from '../testkit/agreement.ts';
import { client } from '../testkit/client.ts';
import { selectedPartner } from '../testkit/partner.ts';
import { freshState, launch } from './launched.ts';
import { printFigure, printMachine, quantile } from './machine.ts';

/*
 * npm run bench:freshness
 *
 * From the answer of a mutation to the answer of the totals that include it (`including`), both through the gateway, one
 * write after the other on a system at rest that holds Khénifra. Each read is checked: the figure moved by exactly one.
 */
printMachine('bench:freshness');
const writes = 500;
const warmUp = 50;
const province = '09.001';
const edition = 2022;
const { remove, stateFolder } = freshState();
try {
  await using awrach = await launch(stateFolder);
  const token = await signToken(stateFolder, { role: 'province', province });
  const clerk = client(awrach.graphUrl, async () => token);
  const partnerId = await selectedPartner(clerk, province, edition);
  const communes = communesOf(province).map(({ code }) => code);

  const planned = async (including: readonly string[]) => {
    const told = await clerk.ask<{ province: { totals: { agreementsPlanned: number } } }>(
      `query ($province: ProvinceCode!, $including: [Receipt!]) {
        province(code: $province) { totals(including: $including) { agreementsPlanned } } }`,
      { province, including },
    );
    return told.province.totals.agreementsPlanned;
  };

  const mutating: number[] = [];
  const including: number[] = [];
  const plain: number[] = [];
  for (let i = 1; i <= warmUp + writes; i++) {
    const asked = performance.now();
    const { receipt } = await clerk.mutate<{ receipt: string }>(
      'draftAgreement',
      draftInput({ province, edition, communes }, partnerId),
      'receipt',
    );
    const answered = performance.now();
    const figure = await planned([receipt]);
    const read = performance.now();
    if (figure !== i) throw new Error(`after ${i} agreements the totals say ${figure}`);
    await planned([]);
    const again = performance.now();
    if (i > warmUp) {
      mutating.push(answered - asked);
      including.push(read - answered);
      plain.push(again - read);
    }
    await sleep(10);
  }
  const ms = (figures: readonly number[], share: number) => `${quantile(figures, share).toFixed(1)} ms`;
  console.log(`${writes} writes (draftAgreement), after ${warmUp} to warm up\n`);
  printFigure('Mutation answered → totals that include it, p50', ms(including, 0.5), '≤ 50 ms');
  printFigure('Mutation answered → totals that include it, p99', ms(including, 0.99), '≤ 150 ms');
  printFigure('Mutation answered → totals that include it, slowest', ms(including, 1));
  printFigure('The same read without a receipt, p50', ms(plain, 0.5));
  printFigure('The mutation itself, p50', ms(mutating, 0.5));
  printFigure('The mutation itself, p99', ms(mutating, 0.99));
  await awrach.stop();
} finally {
  remove();
}
