import { defineThing } from './contract.ts';
import {
  commune,
  day,
  edition,
  id,
  nullable,
  oneOf,
  revision,
  sample,
  sector,
  size,
  stamp,
  text,
  version,
} from './field.ts';
import { type Static, Type } from './type.ts';

export const worksiteStatuses = ['PLANNED', 'OPEN', 'SUSPENDED', 'CLOSED', 'CANCELLED'] as const;
export type WorksiteStatus = (typeof worksiteStatuses)[number];

export const worksiteOutcomes = ['COMPLETED', 'ABANDONED'] as const;
export type WorksiteOutcome = (typeof worksiteOutcomes)[number];

export const worksite = defineThing({
  service: 'worksite',
  thing: 'worksite',
  summary: 'A temporary public worksite in one commune and one sector, planned by the lines of agreements.',
  events: {
    planned: 'A line of an approved agreement names it for the first time.',
    opened: 'Work began, under an agreement in force.',
    suspended: 'Work stopped for a time, or its agreement was lost.',
    resumed: 'Work went on.',
    closed: 'Work ended, completed or not.',
    cancelled: 'No agreement names it any more; it never opened.',
    reinstated: 'A line of an agreement names it again after it was cancelled.',
  },
  data: Type.Object({
    ...stamp,
    edition,
    commune,
    status: oneOf(worksiteStatuses, 'Where it stands.'),
    sector,
    size,
    nameAr: text('Name in Arabic.'),
    nameFr: text('Name in French.'),
    openedOn: nullable(day('First day of work; `null` before.')),
    suspensions: Type.Array(
      Type.Object({
        from: day('First day without work.'),
        until: nullable(day('Day on which work went on; `null` while it stands still.')),
        reason: text('Why.'),
      }),
      { description: 'All of them, the first first.' },
    ),
    closedOn: nullable(day('Last day of work; `null` before.')),
    outcome: nullable(oneOf(worksiteOutcomes, 'How it ended; `null` unless it is closed.')),
    basis: nullable(
      Type.Object(
        {
          agreementId: id('An agreement that names it.'),
          agreementVersion: version('Version of that agreement.'),
          revision: revision('Revision of that agreement.'),
        },
        {
          description: 'What the change rests on, as worksite knew it; `null` when it rests on no agreement.',
        },
      ),
    ),
    sample,
  }),
});

export type WorksiteState = Static<typeof worksite.schema>;
