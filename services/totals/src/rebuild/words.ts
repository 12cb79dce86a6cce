import { isMoney } from '../measure/measure.ts';
import type { Difference } from './difference.store.ts';
import type { Distance } from './distance.rules.ts';

const count = new Intl.NumberFormat('en');

/** `350,000 of 1,000,000 events (35 %), 25,000 a second, 26 s left` */
export function progressWords({ done, all }: Distance, perSecond: number): string {
  const share = all === 0 ? 100 : Math.floor((100 * done) / all);
  const rate = perSecond > 0 ? `, ${count.format(Math.round(perSecond))} a second` : '';
  const left = perSecond > 0 && done < all ? `, ${Math.ceil((all - done) / perSecond)} s left` : '';
  return `${count.format(done)} of ${count.format(all)} events (${share} %)${rate}${left}`;
}

/** So many are told one by one. */
const most = 100;

export function differenceWords(differences: readonly Difference[]): string {
  const lines = differences.slice(0, most).map(({ measure, place, edition, live, rebuilt }) => {
    const where = `${measure}, ${place}, ${edition === 0 ? 'all editions' : edition}`;
    const unit = isMoney(measure) ? ' centimes' : '';
    const by = rebuilt - live;
    return `  ${where}: ${live} live, ${rebuilt} rebuilt (${by > 0n ? '+' : ''}${by}${unit})`;
  });
  if (differences.length > most) lines.push(`  … and ${count.format(differences.length - most)} more`);
  return [`Figures that differ: ${count.format(differences.length)}`, ...lines].join('\n');
}
