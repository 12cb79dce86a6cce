import type { Client } from '../../testkit/client.ts';
import { type Measure, measures } from '../../testkit/figures.ts';
import { tellers } from '../world/tellers.ts';
import type { Judgement } from './judgement.ts';
import { type SourceFigure, sourceFigures } from './source-figures.ts';

const editions = [null, 2022, 2023] as const;

/** Not said of a commune. */
const ofProvinces: readonly Measure[] = [
  'partners',
  'agreementsPlanned',
  'agreements',
  'agreementsInForce',
  'communes',
  'supervisionGrant',
];
const ofCommunes = measures.filter((measure) => !ofProvinces.includes(measure));

/** What every instance of totals tells of every province, and of the communes written in, is what the sources hold. */
export const totalsEqualSources: Judgement = async (world) => {
  const levels = await Promise.all([sourceFigures(world, 'province'), sourceFigures(world, 'commune')]);
  const held = new Map(levels.flat().map((figure) => [keyOf(figure), figure.value]));
  const provinces = [...new Set(levels[0].map(({ place }) => place))];
  const found: string[] = [];
  for (const [name, instance] of tellers(world)) {
    for (const edition of editions) {
      const told = await toldBy(instance, edition, provinces);
      for (const figure of told) {
        const value = held.get(keyOf(figure)) ?? 0;
        if (figure.value !== value)
          found.push(`${name} tells ${keyOf(figure)} = ${figure.value}; the sources hold ${value}`);
      }
      const asked = new Set(told.map(keyOf));
      const untold = [...held.keys()].filter((key) => key.endsWith(` ${edition}`) && !asked.has(key));
      if (untold.length > 0) found.push(`${name} was not asked for ${untold.join(', ')}`);
    }
  }
  return found;
};

const keyOf = ({ measure, place, edition }: Omit<SourceFigure, 'value'>) => `${measure} ${place} ${edition}`;

async function toldBy(teller: Client, edition: number | null, written: readonly string[]) {
  type Place = { code: string; totals: Record<string, number | string> };
  const totals = (wanted: readonly Measure[]) => `code totals(edition: $edition) { ${wanted.join(' ')} }`;
  const ofWritten = written.map(
    (code, i) => `p${i}: province(code: "${code}") { code communes { ${totals(ofCommunes)} } }`,
  );
  const { programme, ...rest } = await teller.ask<
    { programme: { provinces: Place[] } } & Record<string, { communes?: Place[] }>
  >(`query ($edition: Int) { programme { provinces { ${totals(measures)} } } ${ofWritten.join(' ')} }`, {
    edition,
  });
  const places = [...programme.provinces, ...Object.values(rest).flatMap(({ communes }) => communes ?? [])];
  return places.flatMap(({ code, totals: figures }) =>
    Object.entries(figures).map(
      ([measure, value]): SourceFigure => ({ measure, place: code, edition, value: numberOf(value) }),
    ),
  );
}

/** Money as centimes. */
const numberOf = (value: number | string): number =>
  typeof value === 'string' ? Number(value.replace('.', '')) : value;
