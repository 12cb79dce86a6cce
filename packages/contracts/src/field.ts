import type { TSchema } from 'typebox';
import { Type } from './type.ts';

/**
 * The fields that many things have, each with its form, meaning and unit. A field is always there: what does not
 * exist is `null`, never left out.
 */
export const id = (description: string) => Type.String({ format: 'uuid', description });

/** The same, or `null`. The description is the whole field's, so it also says what `null` means. */
export const nullable = <Schema extends TSchema>(schema: Schema) => {
  const { description, ...form } = schema as Schema & { description?: string };
  // Without its description it is still the same type of data.
  return Type.Union([form as unknown as Schema, Type.Null()], { description });
};

export const oneOf = <const Values extends readonly string[]>(values: Values, description: string) =>
  Type.Enum(values, { description });

export const text = (description: string) => Type.String({ minLength: 1, description });

/** A whole number. The unit is what one of them is. */
export const count = (unit: string, description: string, minimum = 0) =>
  Type.Integer({ minimum, 'x-unit': unit, description });

/** A version of a thing. */
export const version = (description: string) => Type.Integer({ minimum: 1, description });

/** A legal edition of an agreement: 1 is the first, each amendment adds one. */
export const revision = (description: string) => Type.Integer({ minimum: 1, description });

/** A calendar day in Morocco. */
export const day = (description: string) =>
  Type.String({ format: 'date', 'x-unit': 'day, `YYYY-MM-DD`', description });

const momentForm = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$';

/** Always six decimals and `Z`, so that texts sort as moments do. */
export const moment = (description: string) =>
  Type.String({
    format: 'date-time',
    pattern: momentForm,
    'x-unit': 'moment, RFC 3339 in UTC with microseconds',
    description,
  });

/** Dirhams with two decimals, never negative, below ten thousand billion: as text, because a float cannot hold centimes. */
export const money = (description: string) =>
  Type.String({ pattern: '^(0|[1-9]\\d{0,12})\\.\\d{2}$', 'x-unit': 'dirhams', description });

/** `"836000.00"` → `83600000n`, of an amount in that form. */
export const centimesOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

export const communeCode = (description: string) =>
  Type.String({ pattern: '^\\d{2}\\.\\d{3}\\.\\d{2}\\.\\d{1,2}$', 'x-unit': 'HCP code', description });

export const provinceCode = (description: string) =>
  Type.String({ pattern: '^\\d{2}\\.\\d{3}$', 'x-unit': 'HCP code', description });

const editionYear = (description: string) =>
  Type.Integer({ minimum: 2022, maximum: 2099, 'x-unit': 'year', description });

/** The edition of a thing that has one. */
export const edition = editionYear('Edition of the programme it belongs to. Never changes.');

/** For things that belong to no edition. The field is there all the same, so that every event reads alike. */
export const noEdition = nullable(editionYear('Always `null`: it belongs to no edition.'));

/** The commune of a thing that lies in one. */
export const commune = communeCode('Commune it lies in. Never changes.');

/** For things that lie in no single commune. */
export const noCommune = nullable(communeCode('Always `null`: it lies in no single commune.'));

/** What every thing has. */
export const stamp = {
  id: id('The thing itself, and the key of its records.'),
  version: version('Rises with each change of the thing; gaps are allowed. The highest is the state.'),
  recordedAt: moment(
    'When the source recorded this change, by the clock of its database. Never before the former version.',
  ),
  province: provinceCode('Province or prefecture it belongs to. Never changes.'),
};

/** Sectors reported for the worksites of the first editions. */
export const sectors = [
  'DEVELOPMENT_WORKS',
  'ENVIRONMENT',
  'SOCIAL_CARE',
  'EDUCATIONAL_SUPERVISION',
  'SERVICES',
  'ARCHIVES_DIGITISATION',
  'CULTURAL_ANIMATION',
] as const;
export type Sector = (typeof sectors)[number];

/** SMALL is ورش صغير (chantier de petite taille), LARGE is ورش كبير. */
export const worksiteSizes = ['SMALL', 'LARGE'] as const;
export type WorksiteSize = (typeof worksiteSizes)[number];

export const sector = oneOf(sectors, 'What the work is about.');
export const size = oneOf(worksiteSizes, 'Small (ورش صغير) or large (ورش كبير) worksite.');
export const sample = Type.Boolean({
  description: '`true` for invented records of an example; leave them out of statistics.',
});
