import { signToken } from '../../infra/local/src/identity/issuer.ts';
import { client } from '../testkit/client.ts';
import { newPartner } from '../testkit/partner.ts';
import { freshState, launch } from './launched.ts';
import { printFigure, printMachine, quantile } from './machine.ts';

/*
 * npm run bench:shutdown
 *
 * From the signal of a Ctrl-C to the end of the last process, at rest and in the middle of writes; and whether what was
 * answered before is there after the next start.
 */
printMachine('bench:shutdown');
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const { remove, stateFolder } = freshState();
const { stop: stopFirst } = await launch(stateFolder);
try {
  const atRest = [await stopFirst()];
  for (let i = 0; i < 2; i++) atRest.push(await (await launch(stateFolder)).stop());
  printFigure('At rest, slowest of three', seconds(quantile(atRest, 1)), '≤ 10 s');

  await using busy = await launch(stateFolder);
  const clerk = client(busy.graphUrl, () => signToken(stateFolder, { role: 'province', province: '09.001' }));
  let answered = 0;
  let stopping = false;
  const writers = Array.from({ length: 8 }, async () => {
    while (!stopping) {
      const done = await newPartner(clerk, '09.001').catch(() => undefined); // Whoever is cut off has no answer.
      if (done) answered++;
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const took = await busy.stop();
  stopping = true;
  await Promise.all(writers);
  printFigure(`While 8 clients write (${answered} writes answered)`, seconds(took), '≤ 10 s');

  await using again = await launch(stateFolder);
  const { province } = await client(again.graphUrl).ask<{
    province: { partners: { totalCount: number } };
  }>('{ province(code: "09.001") { partners { totalCount } } }');
  printFigure(
    'Of these, there after the next start (more: unanswered)',
    String(province.partners.totalCount),
    `≥ ${answered}`,
  );
  await again.stop();
} finally {
  remove();
}
