import { printableLine } from '@awrach/messaging';
import { findCommune, findProvince, findRegion } from '@awrach/territory';
import type { StoredContribution } from '../contribution/stored.ts';
import { isMoney, type Measure } from '../measure/measure.ts';
import type { Crossing } from './crossings.store.ts';
import type {
  Behind,
  CellDifference,
  FiguresFound,
  Look,
  MemberDifference,
  MoveDifference,
  Named,
  ThingDifference,
  ThingName,
} from './finding.ts';

/** What a look found, for people: what was compared, then a line for each finding. */
export function wordsOf({
  at,
  compared,
  seconds,
  cameRight,
  things,
  figures,
  past,
  crossings,
  equal,
}: Look): string {
  const all = Object.values(compared).reduce((sum, one) => sum + one, 0);
  const lines = [
    `Totals${figures ? ` at version ${figures.version}` : ''}, compared with their sources at ${at} in ${seconds} s.`,
    '',
    row('things', all, things.count),
    ...(cameRight > 0
      ? [`             ${cameRight} of them only when looked at again: they were under way`]
      : []),
    ...(figures ? compareRows(figures) : ['  So many things differ that figures were not compared.']),
    ...(past ? [row('moves', past.compared, past.count)] : []),
    ...section('Things that differ', things, thingLine),
    ...(figures ? section('Members that differ', figures.members, memberLine) : []),
    ...(figures ? section('Figures that differ', figures.cells, cellLine) : []),
    ...(past ? section('Moves of figures in the past that differ', past, moveLine) : []),
    ...section('Crossings: decisions whose ground was lost', crossings, crossingLine),
    '',
    equal ? 'Equal.' : 'NOT EQUAL.',
  ];
  return lines.join('\n');
}

const compareRows = ({ compared, members, cells }: FiguresFound): string[] => [
  row('members', compared.members, members.count),
  row('figures', compared.cells, cells.count),
];

const row = (what: string, compared: number, different: number): string =>
  `  ${what.padEnd(9)}  ${compared} compared, ${different === 0 ? 'all equal' : `${different} differ`}`;

function section<Finding>(title: string, { count, named }: Named<Finding>, line: (one: Finding) => string) {
  if (count === 0) return [];
  const more = count - named.length;
  return ['', `${title} (${count})`, ...named.map(line), ...(more > 0 ? [`  … and ${more} more`] : [])];
}

const nameOf = ({ topic, thing }: ThingName): string => `${topic.split('.').at(-1)} ${thing}`;

function thingLine({ wrong, source, totals, deadLetters, ...name }: ThingDifference): string {
  const recorded = `its source recorded version ${source?.version} at ${source?.recordedAt}`;
  const words = {
    missing: () => `totals have never heard of it; ${recorded}`,
    behind: () => `totals hold version ${totals?.version}; ${recorded}`,
    ahead: () => `totals hold version ${totals?.version}, which its source does not have`,
    unknown: () => `totals hold version ${totals?.version} of it; its source has never heard of it`,
    altered: () =>
      `of version ${totals?.version} totals hold [${adding(totals?.adds)}], its source says [${adding(source?.adds)}]${
        totals?.recordedAt === source?.recordedAt
          ? ''
          : `, recorded at ${totals?.recordedAt} and ${source?.recordedAt}`
      }`,
  };
  const letters = deadLetters.map(
    ({ id, version, reason, detail }) =>
      `; version ${version ?? 'unknown'} was set aside as dead letter ${id} (${printableLine(`${reason}: ${detail}`, 300)})`,
  );
  return `  ✗ ${nameOf(name)}: ${words[wrong]()}${letters.join('')}`;
}

function adding(adds: StoredContribution | undefined): string {
  const cells = adds?.c.map(
    ([measure, place, , amount]) => `${measure} ${figure(measure, amount)} in ${place}`,
  );
  const members = adds?.m.map(([measure, place, , member]) => `${measure} ${member} in ${place}`);
  return [...(cells ?? []), ...(members ?? [])].join(', ') || 'nothing';
}

const cellLine = ({ measure, place, edition, sources, totals, ...behind }: CellDifference): string =>
  `  ✗ ${measure} of ${placeName(place)}, ${editionName(edition)}: totals hold ${figure(measure, totals)}, ` +
  `the sources add up to ${figure(measure, sources)}; ${causes(behind, 'the figure itself was changed')}`;

const memberLine = ({
  measure,
  place,
  edition,
  member,
  sources,
  totals,
  ...behind
}: MemberDifference): string =>
  `  ✗ ${member} among the ${measure} of ${placeName(place)}, ${editionName(edition)}: named by ${totals} things as totals hold it, ` +
  `by ${sources} as the sources say; ${causes(behind, 'the member itself was changed')}`;

const moveLine = ({ kept, measure, place, edition, at, versions, totals }: MoveDifference): string =>
  `  ✗ ${measure} of ${placeName(place)}, ${editionName(edition)}, ${keptAt[kept](at)}: moved by ${figure(measure, totals)} as totals keep it, ` +
  `by ${figure(measure, versions)} as the versions of things say`;

const keptAt: Readonly<Record<MoveDifference['kept'], (at: string) => string>> = {
  edge: (moment) => `at ${moment}`,
  batch: (day) => `in the batches of ${day}`,
  day: (day) => `on ${day}`,
  month: (first) => `in the month of ${first}`,
};

const crossingLine = ({ decision, basis, ground, since }: Crossing): string =>
  `  ${since ? '·' : '!'} ${nameOf(decision)} of ${placeName(decision.province)}: ${eventName(decision.event)} at ${decision.recordedAt} ` +
  `on version ${basis} of ${nameOf(ground)}, which was ${eventName(ground.event)} in version ${ground.version} ` +
  `at ${ground.recordedAt}; ${since ? `since then: ${eventName(since)}` : 'nothing was said since'}`;

/** `ma.awrach.partner.agreement.cancelled.v1` → `cancelled` */
const eventName = (type: string): string => type.split('.').at(-2) ?? type;

const causes = ({ things, more }: Behind, none: string): string =>
  things.length === 0
    ? `no thing is behind it: ${none}`
    : `behind it: ${things.map(nameOf).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;

const placeName = (place: string): string => {
  const known = findCommune(place) ?? findProvince(place) ?? findRegion(place);
  return known ? `${known.nameFr} (${place})` : place;
};

const editionName = (edition: number): string => (edition === 0 ? 'all editions' : `edition ${edition}`);

/** Money is held in centimes and read in dirhams. */
function figure(measure: Measure, digits: string): string {
  if (!isMoney(measure)) return digits;
  const centimes = BigInt(digits);
  const size = centimes < 0n ? -centimes : centimes;
  return `${centimes < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')} DH`;
}
