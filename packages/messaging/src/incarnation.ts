import { v7 as uuidv7, validate, version } from 'uuid';

/**
 * The name of one incarnation of a topic's log. They rise as texts do, so that a reader who comes across two of them
 * in one partition knows which is the newer: after records were sent anew, those of the former may still lie before them.
 *
 * @param former the incarnation before; the new one is later even where the clock went back.
 */
export function newIncarnation(former: string | null): string {
  if (former === null) return uuidv7();
  return uuidv7({ msecs: Math.max(Date.now(), millisecondOf(former) + 1) });
}

/** What a record's header names, or null where it names none that we could have made. */
export function incarnationOf(header: string | undefined): string | null {
  if (header !== last.header) last = { header, names: named(header) };
  return last.names;
}

/** Nearly all records of a topic name the same. */
let last: { header: string | undefined; names: string | null } = { header: undefined, names: null };

const named = (header: string | undefined): string | null =>
  header !== undefined && validate(header) && version(header) === 7 ? header.toLowerCase() : null;

function millisecondOf(incarnation: string): number {
  return Number.parseInt(incarnation.replaceAll('-', '').slice(0, 12), 16);
}
