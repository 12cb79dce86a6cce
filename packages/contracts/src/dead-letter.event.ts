import { defineThing, type Service } from './contract.ts';
import { count, id, moment, noCommune, noEdition, nullable, oneOf, stamp, text } from './field.ts';
import { type Static, Type } from './type.ts';

export const replayOutcomes = ['APPLIED', 'SET_ASIDE_AGAIN'] as const;
export type ReplayOutcome = (typeof replayOutcomes)[number];

const replay = Type.Object(
  {
    outcome: oneOf(replayOutcomes, 'Whether the message was applied this time.'),
    at: moment('When the service met it again.'),
    partition: Type.Integer({ minimum: 0, description: 'Partition in which it was met again.' }),
    offset: Type.String({ pattern: '^\\d{1,19}$', description: 'Offset there (decimal text).' }),
    setAsideAs: nullable(id('The dead letter that it became this time; `null` when it was applied.')),
  },
  {
    description:
      'How it went when the message was put on its topic again; missing as long as that has not happened.',
  },
);

const cut = Type.Object(
  {
    valueBytes: nullable(
      count('byte', 'Size of the value, where it is too large to be carried along; else `null`.'),
    ),
    headers: count('header', 'Headers that are left out, or of which only the beginning is here.'),
    detail: Type.Boolean({ description: 'Whether `detail` is only the beginning of what was to be said.' }),
  },
  {
    description:
      'What this letter does not carry, because it would have grown too large; missing when it carries all. The message itself still lies at its origin.',
  },
);

const deadLetterData = Type.Object({
  ...stamp,
  province: Type.String({
    pattern: '^(\\d{2}\\.\\d{3})?$',
    'x-unit': 'HCP code',
    description: 'Province that the message named in its headers; empty when it named none.',
  }),
  edition: noEdition,
  commune: noCommune,
  reason: text('What is wrong with the message, in one word for machines.'),
  detail: text('What is wrong with it, for people: up to 4,000 characters.'),
  origin: Type.Object(
    {
      topic: text('Topic.'),
      partition: Type.Integer({ minimum: 0, description: 'Partition of the topic.' }),
      offset: Type.String({ pattern: '^\\d{1,19}$', description: 'Offset in the partition (decimal text).' }),
      log: nullable(
        text('The incarnation of the topic (header `awrach_log`); `null` when the message named none.'),
      ),
    },
    { description: 'Where the message lies.' },
  ),
  headers: Type.TextRecord({
    description:
      'Its headers, as UTF-8 text: up to 50, of each up to 1,000 characters. NUL and what is not UTF-8 are replaced by U+FFFD.',
  }),
  value: nullable(
    Type.String({
      contentEncoding: 'base64',
      description:
        'Its value, in base64; `null` when it had none or is too large to be carried along (it still lies at its origin).',
    }),
  ),
  replay: Type.Optional(replay),
  cut: Type.Optional(cut),
});

export type DeadLetterState = Static<typeof deadLetterData>;

const deadLetterOf = (service: Service) =>
  defineThing({
    service,
    thing: 'dead-letter',
    summary:
      'A message that the service could not apply and has set aside, with the reason and where it came from.',
    events: {
      'set-aside': 'The message was at fault itself; the messages after it were applied.',
      replayed: 'It was put on its topic again, and the service has met it there: see `replay`.',
    },
    data: deadLetterData,
  });

/** By the service that sets messages aside. Each has a topic of its own. */
export const deadLetters = {
  partner: deadLetterOf('partner'),
  worksite: deadLetterOf('worksite'),
  employment: deadLetterOf('employment'),
  finance: deadLetterOf('finance'),
  totals: deadLetterOf('totals'),
} satisfies Record<Service, unknown>;
