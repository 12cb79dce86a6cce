import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Awrach } from '../../testkit/awrach.ts';
import { type Figures, measures, sumOf, wholeCountry } from '../../testkit/figures.ts';

/** Somebody who looks at the whole country again and again while others write. */
export interface Reader {
  /** Answers so far. */
  answers(): number;
  /** Finishes the look under way. @returns what was wrong in any of them */
  stop(): Promise<string[]>;
}

/** Milliseconds from one look to the next. */
const pause = 150;
/**
 * While no total changes, an answer may name a moment a second behind the newest that its gateway knows (docs/adr/0015), and a gateway
 * may have heard that up to half a second ago.
 */
const keptMs = 1_600;
const editions = [undefined, 2022, 2023];

/** What must hold between a reader's answers: it was told these once. */
export interface Told {
  readonly version: string;
  readonly completeTo: string | null;
}

/** @param from what the same reader was told before @param remember hears what it is told */
export function startReader(awrach: Awrach, from: Told, remember: (told: Told) => void): Reader {
  const asking = awrach.anyone();
  const wrong: string[] = [];
  let last = from;
  let stopped = false;
  let answers = 0;
  let toldOne = false;

  const look = async () => {
    const edition = editions[answers % editions.length];
    const country = await wholeCountry(asking, edition).catch(() => undefined); // Nobody answers while what answers is down.
    if (!country) return;
    answers += 1;
    wrong.push(...unequalSums(country));
    const [version = ''] = country.versions;
    if (country.versions.size > 1) wrong.push(`one answer tells of versions ${[...country.versions].join()}`);
    if (before(version, last.version)) wrong.push(`version ${version} was told after ${last.version}`);
    const { completeTo } = country;
    // A gateway that has just been started may not know one yet: it says so, and denies nothing.
    if (completeTo !== null) toldOne = true;
    if (completeTo !== null && isEarlier(completeTo, last.completeTo, version === last.version ? keptMs : 0))
      wrong.push(`completeTo ${completeTo} was told after ${last.completeTo}`);
    last = { version, completeTo: isEarlier(completeTo, last.completeTo) ? last.completeTo : completeTo };
    remember(last);
  };
  const looking = (async () => {
    while (!stopped) {
      await look();
      await sleep(pause);
    }
  })();
  return {
    answers: () => answers,
    async stop() {
      stopped = true;
      await looking;
      return toldOne || answers === 0 ? wrong : [...wrong, 'no answer named a completeTo in all this round'];
    },
  };
}

/** National = the sum of regions = the sum of provinces, and each region = the sum of its own. */
function unequalSums({
  nation,
  provinces,
  regions,
}: Pick<Awaited<ReturnType<typeof wholeCountry>>, 'nation' | 'provinces' | 'regions'>): string[] {
  const regional = regions.map(({ figures }) => figures);
  return [
    ...difference('the regions', sumOf(regional), nation),
    ...difference('the provinces', sumOf(provinces), nation),
    ...regions.flatMap(({ code, figures, provinces: own }) =>
      difference(`the provinces of ${code}`, sumOf(own), figures),
    ),
  ];
}

function difference(what: string, sum: Figures, whole: Figures): string[] {
  if (isDeepStrictEqual(sum, whole)) return [];
  return measures
    .filter((measure) => sum[measure] !== whole[measure])
    .map((measure) => `${what} come to ${sum[measure]} ${measure}, told were ${whole[measure]}`);
}

/** Whether a moment lies before another, by more than so many milliseconds. Moments of one form sort as text. */
function isEarlier(moment: string | null, than: string | null, by = 0): boolean {
  if ((moment ?? '') >= (than ?? '')) return false;
  return moment === null || by === 0 || Date.parse(than ?? '') - Date.parse(moment) > by;
}

/** Versions are `generation.number`. */
function before(a: string, b: string): boolean {
  const [generation = 0, number = 0] = a.split('.').map(Number);
  const [formerGeneration = 0, formerNumber = 0] = b.split('.').map(Number);
  return generation < formerGeneration || (generation === formerGeneration && number < formerNumber);
}
