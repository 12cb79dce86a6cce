import type { TSchema } from 'typebox';
import { Type } from './type.ts';

/**
 * The fields that many things have, each with its form, meaning and unit. A field is always there: what does not
 * exist is `null`, never left out.
 */
export const id = (description: string) => Type.String({ format: 'uuid', description });

export const nullable = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const oneOf = <const Values extends readonly string[]>(values: Values, description: string) =>
  Type.Enum([...values] as [...Values], { description });

export const text = (description: string) => Type.String({ minLength: 1, description });

export const count = (description: string, minimum = 0) => Type.Integer({ minimum, description });

/** A calendar day in Morocco. */
export const day = (description: string) =>
  Type.String({ format: 'date', description: `${description} (\`YYYY-MM-DD\`)` });

const momentForm = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$';

/** Always six decimals and `Z`, so that texts sort as moments do. */
export const moment = (description: string) =>
  Type.String({
    format: 'date-time',
    pattern: momentForm,
    description: `${description} (RFC 3339, UTC, microseconds)`,
  });

/** Dirhams with two decimals, never negative, below ten thousand billion: as text, because a float cannot hold centimes. */
export const money = (description: string) =>
  Type.String({
    pattern: '^(0|[1-9]\\d{0,12})\\.\\d{2}$',
    description: `${description} (dirhams, decimal text)`,
  });

export const communeCode = (description: string) =>
  Type.String({ pattern: '^\\d{2}\\.\\d{3}\\.\\d{2}\\.\\d{1,2}$', description });

const provinceForm = '^\\d{2}\\.\\d{3}$';

export const provinceCode = (description: string) => Type.String({ pattern: provinceForm, description });

const editionYear = Type.Integer({ minimum: 2022, maximum: 2099 });

/** The edition of a thing that has one. */
export const edition = Type.Integer({
  ...{ minimum: 2022, maximum: 2099 },
  description: 'Edition of the programme it belongs to (year). Never changes.',
});

/** For things that belong to no edition. The field is there all the same, so that every event reads alike. */
export const noEdition = nullable(editionYear, 'Always `null`: it belongs to no edition.');

/** The commune of a thing that lies in one. */
export const commune = communeCode('Commune it lies in (HCP code). Never changes.');

/** For things that lie in no single commune. */
export const noCommune = nullable(communeCode('HCP code'), 'Always `null`: it lies in no single commune.');

/** What every thing has. */
export const stamp = {
  id: id('The thing itself, and the key of its records.'),
  version: count(
    'How often the thing has changed: it rises with each change, gaps are allowed. The highest is the state.',
    1,
  ),
  recordedAt: moment(
    'When the source recorded this change, by the clock of its database. Never before the moment of the former version.',
  ),
  province: provinceCode('Province or prefecture it belongs to (HCP code). Never changes.'),
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
