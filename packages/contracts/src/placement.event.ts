import { defineThing } from './contract.ts';
import { commune, day, edition, id, moment, nullable, oneOf, stamp, version } from './field.ts';
import { type Static, Type } from './type.ts';

export const placementStatuses = ['ACTIVE', 'ENDED', 'CANCELLED'] as const;
export type PlacementStatus = (typeof placementStatuses)[number];

export const placementEndReasons = [
  'COMPLETED',
  'RESIGNED',
  'DISMISSED',
  'FOUND_WORK',
  'DIED',
  'WORKSITE_CLOSED',
  'ENTERED_IN_ERROR',
] as const;
export type PlacementEndReason = (typeof placementEndReasons)[number];

export const groundLosses = [
  'AGREEMENT_CANCELLED',
  'AGREEMENT_AMENDED',
  'WORKSITE_SUSPENDED',
  'WORKSITE_CLOSED',
  'WORKSITE_CANCELLED',
] as const;
export type GroundLoss = (typeof groundLosses)[number];

export const placement = defineThing({
  service: 'employment',
  thing: 'placement',
  summary: "A person's fixed-term contract on a worksite, on one of the jobs of an agreement's line.",
  events: {
    started: 'The person was hired.',
    ended: 'The contract ended, at its term or before.',
    cancelled: 'It was entered in error: it counts nowhere.',
    marked: 'What it rests on was lost or regained: see `groundLost`.',
  },
  data: Type.Object({
    ...stamp,
    edition,
    commune,
    personId: id('The person, as a pseudonym.'),
    worksiteId: id('The worksite.'),
    agreementId: id('The agreement that the job belongs to.'),
    lineId: id('The line of that agreement.'),
    startsOn: day('First day of the contract.'),
    endsOn: day('Last day of the contract; once it has ended, the last day it held.'),
    status: oneOf(placementStatuses, 'Where it stands.'),
    endReason: nullable(oneOf(placementEndReasons, 'Why it ended or was cancelled; `null` while it holds.')),
    groundLost: nullable(
      Type.Object(
        {
          reason: oneOf(groundLosses, 'What was lost.'),
          at: moment('When employment learned of it.'),
        },
        {
          description:
            'Set while the worksite or agreement it rests on is lost, for people to settle; `null` otherwise.',
        },
      ),
    ),
    basis: Type.Object(
      {
        worksiteVersion: version('Version of the worksite.'),
        agreementVersion: version('Version of the agreement.'),
      },
      { description: 'What employment knew when it decided.' },
    ),
  }),
});

export type PlacementState = Static<typeof placement.schema>;
