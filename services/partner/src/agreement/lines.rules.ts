import { type Centimes, centimes, isRefusal, type Refusal, refuseShared, sum } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Line } from './agreement.ts';

/** A worksite that agreements of a province and edition plan; commune, sector and size never change. */
export interface PlannedWorksite {
  readonly id: string;
  readonly commune: string;
  readonly sector: Line['sector'];
  readonly size: Line['size'];
  readonly nameAr: string;
  readonly nameFr: string;
}

/** A line as it is asked for: on a worksite that is planned already, or with a new one. */
export interface LineCommand {
  readonly lineId?: string | null;
  readonly worksiteId?: string | null;
  readonly worksite?: Omit<PlannedWorksite, 'id'> | null;
  readonly jobs: number;
  readonly personMonths: number;
  readonly grant: Centimes;
}

/** What deciding on lines has to know. */
export interface LinesGround {
  readonly province: string;
  /** Worksites that agreements of this province and edition plan already, by id: at least those the lines name. */
  readonly planned: ReadonlyMap<string, PlannedWorksite>;
  /** Lines of the former revision. */
  readonly former: readonly Line[];
  /** The province in which a commune lies, by the official territory. */
  readonly provinceOf: (commune: string) => string | undefined;
  readonly newId: () => string;
}

const mostLines = 500;
const mostJobs = 10_000;
const mostPersonMonths = 120_000;
/** Ten times what the State pays for the whole programme in a year: beyond it lies a slip of the pen. */
const mostGrant = centimes(22_500_000_000_00n);

/** Checks each line and completes it with its worksite. New worksites get their id here. */
export function lines(commands: readonly LineCommand[], ground: LinesGround): Refusal | readonly Line[] {
  if (commands.length < 1 || commands.length > mostLines) return refuse('agreement.lines', 'lines');
  const made: Line[] = [];
  for (const [i, command] of commands.entries()) {
    const line = lineOf(command, `lines.${i}`, ground);
    if (isRefusal(line)) return line;
    if (made.some(({ lineId }) => lineId === line.lineId)) return refuse('line.twice', `lines.${i}.lineId`);
    made.push(line);
  }
  return sum(made.map((line) => line.grant)) > mostGrant ? refuse('agreement.grant', 'lines') : made;
}

function lineOf(command: LineCommand, field: string, ground: LinesGround): Refusal | Line {
  const { jobs, personMonths, grant } = command;
  if (jobs < 1 || jobs > mostJobs) return refuse('line.jobs', `${field}.jobs`);
  if (personMonths < 1 || personMonths > mostPersonMonths) {
    return refuse('line.person-months', `${field}.personMonths`);
  }
  const worksite = worksiteOf(command, field, ground);
  if (isRefusal(worksite)) return worksite;
  const former = ground.former.find((line) => line.lineId === command.lineId);
  if (command.lineId && former?.worksiteId !== worksite.id) return refuse('line.unknown', `${field}.lineId`);
  return {
    lineId: former?.lineId ?? ground.newId(),
    worksiteId: worksite.id,
    commune: worksite.commune,
    sector: worksite.sector,
    size: worksite.size,
    worksiteNameAr: worksite.nameAr,
    worksiteNameFr: worksite.nameFr,
    jobs,
    personMonths,
    grant,
  };
}

function worksiteOf(command: LineCommand, field: string, ground: LinesGround): Refusal | PlannedWorksite {
  const { worksiteId, worksite } = command;
  if (worksiteId && !worksite) {
    return ground.planned.get(worksiteId) ?? refuse('line.worksite-unknown', `${field}.worksiteId`);
  }
  if (!worksite || worksiteId) return refuse('line.worksite-or-id', field);
  if (ground.provinceOf(worksite.commune) !== ground.province) {
    const { province } = ground;
    return refuseShared('commune.other-province', `${field}.worksite.commune`, {
      commune: worksite.commune,
      province,
    });
  }
  return { id: ground.newId(), ...worksite };
}
