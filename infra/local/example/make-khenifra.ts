/**
 * Writes `khenifra.json` beside it: `node --conditions=source infra/local/example/make-khenifra.ts`. The same words and figures
 * give the same file, to the byte.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Commune, communesOf } from '@awrach/territory';
import { published, source } from './khenifra-source.ts';
import {
  council,
  ministry,
  partnerWords,
  services,
  type WorksiteKind,
  worksiteKinds,
} from './khenifra-words.ts';

const sampleAr = '(عينة)';
const sampleFr = '(exemple)';
const grantPerJob = 760; // dirhams

/** When worksites of 2022 run, in turn. The months are those that a job is filled for. */
const periods = [
  { startsOn: '2022-05-16', endsOn: '2022-11-15', months: 6 },
  { startsOn: '2022-06-01', endsOn: '2022-11-30', months: 6 },
  { startsOn: '2022-07-01', endsOn: '2022-10-31', months: 4 },
] as const;

const session = { kind: 'EXTRAORDINARY', heldOn: '2022-04-18' };
const signedOn = '2022-05-10';

export function makeKhenifra() {
  const partners = partnerWords.map((words, index) => partnerOf(words, index + 1));
  const worksites = worksitesOfCommunes();
  const jobs = apportion(
    published.jobs,
    worksites.map(({ kind }, i) => (kind.size === 'LARGE' ? 30 : 10 + (i % 5))),
  );
  const agreements = worksites.map((worksite, i) => {
    const partner = pick(partners, i);
    return agreementOf(i + 1, partner, worksite, pick(jobs, i));
  });
  const envelope = {
    province: published.province,
    edition: published.edition,
    amount: '1000000.00',
    invented: true,
  };
  return { source, published, envelope, partners, agreements };
}

type Partner = ReturnType<typeof partnerOf>;

function partnerOf([ar, fr]: readonly [string, string], number: number) {
  const cooperative = number % 11 === 0; // 11, 22, 33 and 44
  const score = 60 + ((number * 7) % 36);
  const [experience, means] = [Math.floor(score * 0.4), Math.floor(score * 0.3)];
  return {
    key: `partner-${padded(number)}`,
    kind: cooperative ? 'COOPERATIVE' : 'ASSOCIATION',
    nameAr: `${cooperative ? 'تعاونية' : 'جمعية'} ${ar} ${sampleAr}`,
    nameFr: `${cooperative ? 'Coopérative' : 'Association'} ${fr} ${sampleFr}`,
    registrationNumber: `EX-KHN-${padded(number)}`,
    selection: {
      decision: 'SELECTED',
      score,
      criteria: [
        { name: 'Expérience des chantiers', score: experience, outOf: 40 },
        { name: 'Moyens d’encadrement', score: means, outOf: 30 },
        { name: 'Ancrage dans la commune', score: score - experience - means, outOf: 30 },
      ],
      decidedOn: '2022-04-11',
    },
  };
}

/** Every commune has one worksite; the rest go by its inhabitants. Kinds follow each other over all of them. */
function worksitesOfCommunes(): { commune: Commune; kind: WorksiteKind }[] {
  const communes = communesOf(published.province);
  const counts = apportion(
    published.worksites,
    communes.map((commune) => commune.population2024),
  );
  return communes
    .flatMap((commune, i) => Array.from({ length: pick(counts, i) }, () => commune))
    .map((commune, i) => ({ commune, kind: pick(worksiteKinds, i) }));
}

function agreementOf(
  number: number,
  partner: Partner,
  worksite: ReturnType<typeof worksitesOfCommunes>[number],
  jobs: number,
) {
  const { commune, kind } = worksite;
  const { startsOn, endsOn, months } = pick(periods, number);
  const party = (of: string, { nameAr, nameFr }: { nameAr: string; nameFr: string }) => ({
    kind: of,
    nameAr,
    nameFr,
    signedOn,
  });
  return {
    key: `agreement-${padded(number)}`,
    partner: partner.key,
    reference: `KHN-2022-${String(number).padStart(3, '0')}`,
    lines: [
      {
        commune: commune.code,
        sector: kind.sector,
        size: kind.size,
        nameAr: `${kind.ar}، ${commune.nameAr} ${sampleAr}`,
        nameFr: `${kind.fr}, ${commune.nameFr} ${sampleFr}`,
        jobs,
        personMonths: jobs * months,
        grant: `${jobs * grantPerJob}.00`,
      },
    ],
    parties: [
      party('COUNCIL', council),
      party('PARTNER', partner),
      party('MINISTRY', ministry),
      party('DECONCENTRATED_SERVICE', services[kind.sector]),
    ],
    startsOn,
    endsOn,
    session,
  };
}

/**
 * Shares out a whole number by weights, at least 1 to each, by the largest remainder: the shares add up to it exactly, and of
 * equal remainders the first wins.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const rest = total - weights.length;
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (rest * weight) / sum);
  const shares = exact.map((share) => 1 + Math.floor(share));
  const left = total - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((share, i) => ({ i, remainder: share % 1 }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const rounded = new Set(byRemainder.slice(0, left).map(({ i }) => i));
  return shares.map((share, i) => share + (rounded.has(i) ? 1 : 0));
}

/** The list goes round. */
function pick<Item>(list: readonly Item[], index: number): Item {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const padded = (number: number) => String(number).padStart(2, '0');

/** The file's text. */
export const khenifraJson = () => `${JSON.stringify(makeKhenifra(), null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(new URL('khenifra.json', import.meta.url), khenifraJson());
