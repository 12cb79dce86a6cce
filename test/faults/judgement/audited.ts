import { checkTotals } from '../../testkit/check-totals.ts';
import type { Judgement } from './judgement.ts';

/** `npm run check:totals` finds nothing: things, figures, members and the past of totals are those of the sources' events. */
export const audited: Judgement = async ({ awrach }) => {
  const { code, look } = await checkTotals(awrach);
  if (code === 0 && look.equal) return [];
  const named = [...look.things.named, ...(look.figures?.cells.named ?? []), ...(look.past?.named ?? [])];
  return [
    `the audit ended with ${code}: ${look.things.count} things, ${look.figures?.cells.count} figures, ${look.figures?.members.count} members, ${look.past?.count} moves differ`,
    ...named.map((one) => `the audit names ${JSON.stringify(one)}`),
  ];
};
