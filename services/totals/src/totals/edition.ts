import { isEdition, RefusalError, refuseShared } from '@awrach/subgraph';

/**
 * The edition that an `edition` argument names; undefined for all editions together.
 * @throws RefusalError `edition.unknown`
 */
export function editionOf(edition: number | null | undefined): number | undefined {
  if (edition != null && !isEdition(edition)) {
    throw new RefusalError(refuseShared('edition.unknown', 'edition', { edition }));
  }
  return edition ?? undefined;
}
