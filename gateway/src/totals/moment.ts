import type { Head, TotalsHead } from './head.ts';

/**
 * One operation, one moment: every fetch from totals in it is answered at the same version, so that what it says adds
 * up, however many fetches it takes.
 */
export interface Moment {
  /** The version, fixed when it is first asked for. @throws TotalsRefused, NoAnswer */
  fixed(): Promise<Head>;
  /** The head that it was fixed at; undefined while nothing needed it. */
  head(): Head | undefined;
  /** A write of this operation has been made: what is fetched from now on contains it. */
  wrote(receipts: readonly string[]): void;
}

/**
 * @param receipts writes that the operation asks to be included
 * @param anew ask totals even when its head seems known, because that version was refused
 */
export function momentOf(totals: TotalsHead, receipts: readonly string[], anew = false): Moment {
  const wanted = new Set(receipts);
  let fixed: Promise<Head> | undefined;
  let head: Head | undefined;
  const fix = async (): Promise<Head> => {
    head = await (wanted.size > 0 || anew ? totals.including([...wanted]) : totals.newest());
    return head;
  };
  return {
    fixed() {
      fixed ??= fix();
      return fixed;
    },
    head: () => head,
    wrote(made) {
      for (const receipt of made) wanted.add(receipt);
      fixed = undefined;
    },
  };
}
