import type { EntitySchemaColumnOptions } from 'typeorm';

/** Whole centimes as bigint in the code and in the database. */
export const centimesColumn = (name: string) =>
  ({
    name,
    type: 'bigint',
    transformer: { to: (value?: bigint) => value?.toString(), from: (value: string) => BigInt(value) },
  }) as const satisfies EntitySchemaColumnOptions;

/** `timestamptz`, kept as RFC 3339 text so that no microsecond is lost on the way through a JavaScript date. */
export const timestampColumn = (name: string, more: { nullable?: boolean } = {}) =>
  ({ name, type: String, ...more }) as const satisfies EntitySchemaColumnOptions;

/** A calendar date as `YYYY-MM-DD`, never a JavaScript date. */
export const dateColumn = (name: string, more: { nullable?: boolean } = {}) =>
  ({ name, type: String, ...more }) as const satisfies EntitySchemaColumnOptions;

/** A part of a thing that has no life of its own, stored inside it; `grant` and other centimes travel as digits. */
export const partsColumn = <Part>(name: string, revive: (stored: never) => Part) =>
  ({
    name,
    type: 'jsonb',
    transformer: {
      to: (value: unknown) =>
        JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v))),
      from: (stored: unknown) => revive(stored as never /* what `to` wrote; its shape is the part's own */),
    },
  }) as const satisfies EntitySchemaColumnOptions;
