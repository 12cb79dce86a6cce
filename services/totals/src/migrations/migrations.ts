import { Totals0001 } from './0001-totals.ts';
import { Totals0003 } from './0003-generations.ts';
import { Totals0004 } from './0004-past.ts';
import { Totals0005 } from './0005-versions-held-once.ts';
import { Totals0006 } from './0006-contributions-as-told.ts';
import { Totals0007 } from './0007-topics-of-fixed-width.ts';
import { Totals0008 } from './0008-members-by-their-edges.ts';

/** In the order in which they are run. */
export const migrations = [
  Totals0001,
  Totals0003,
  Totals0004,
  Totals0005,
  Totals0006,
  Totals0007,
  Totals0008,
];
