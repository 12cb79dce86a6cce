import { createHash } from 'node:crypto';
import { agreement, placement, type ThingContract, type ThingState, worksite } from '@awrach/contracts';
import { communes } from '@awrach/territory';
import { aLine, anAgreement, aPlacement, aRevision, aWorksite } from '../../services/totals/test/states.ts';

interface Told {
  readonly contract: ThingContract;
  readonly data: ThingState;
}

/** As Kafka hands them on: those of one partition of a topic. */
const partitions = 12;
/** As much as the consumer takes in one transaction. */
const batchSize = 2_000;
/** Of one worksite: its agreement and itself with two versions each, and people who are hired and leave. */
const hired = 13;
const firstMoment = Date.parse('2022-01-10T08:00:00Z');

const spanOf = (days: number) => (days === 1 ? 8 : days * 24) * 3_600_000;
const momentAfter = (ms: number) => new Date(firstMoment + ms).toISOString().replace('Z', '000Z');

/** When half of the time is over, and when all of it is. */
export const middleMoment = (days: number) => momentAfter(spanOf(days) / 2);
export const lastMoment = (days: number) => momentAfter(spanOf(days));

/**
 * The events of a programme that goes on for so many days, in batches as they come from partitions that are read at
 * the same pace: worksites all over the country, each with its agreement and thirteen people, hired and gone.
 */
export function* programme(events: number, days: number): Generator<Told[]> {
  const worksites = Math.ceil(events / (4 + 2 * hired));
  const span = spanOf(days);
  const all: { at: number; partition: number; told: Told }[] = [];
  for (let i = 0; i < worksites; i += 1) {
    const place = communes[(i * 7_919) % communes.length];
    if (!place) continue;
    const { code: commune, provinceCode: province } = place;
    const begun = (i / worksites) * span;
    const tell = (contract: ThingContract, kind: number, after: number, data: ThingState) => {
      const at = Math.min(span - 1, begun + after * span * 0.1 + kind * 7);
      const recordedAt = momentAfter(Math.trunc(at));
      const partition =
        kind * partitions + ((createHash('md5').update(data.id).digest()[0] ?? 0) % partitions);
      all.push({ at, partition, told: { contract, data: { ...data, recordedAt } } });
    };
    const lines = [aLine({ commune, jobs: hired })];
    const agreed = anAgreement({ province, edition: 2022, revisions: [aRevision({ lines })] });
    tell(agreement, 0, 0, agreed);
    tell(agreement, 0, 0.1, { ...agreed, version: 2, status: 'IN_FORCE', inForceRevision: 1 } as ThingState);
    const opened = aWorksite({ province, commune });
    tell(worksite, 1, 0.2, opened);
    tell(worksite, 1, 1, { ...opened, version: 2, status: 'CLOSED', outcome: 'COMPLETED' } as ThingState);
    for (let n = 0; n < hired; n += 1) {
      const person = aPlacement({ province, commune });
      tell(placement, 2, 0.3 + n / 100, person);
      tell(placement, 2, 0.9 + n / 200, { ...person, version: 2, status: 'ENDED' } as ThingState);
    }
  }
  const inTime = [
    ...Map.groupBy(
      all.sort((a, b) => a.at - b.at),
      ({ partition }) => partition,
    ).values(),
  ];
  for (let done = 0; inTime.some((its) => its.length > done); done += batchSize) {
    for (const its of inTime) {
      const batch = its.slice(done, done + batchSize);
      if (batch.length > 0) yield batch.map(({ told }) => told);
    }
  }
}
