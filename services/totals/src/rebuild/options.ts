import { parseArgs } from 'node:util';

export type RebuildCommand =
  | { readonly verb: 'begin' | 'resume'; readonly acceptDifferences: boolean }
  | { readonly verb: 'discard' };

export const usage = `npm run rebuild:totals -- [options]
  --resume              go on with a rebuild that was interrupted, or that found differences
  --discard             throw such a rebuild away
  --accept-differences  swap also when the rebuilt figures differ from the live ones`;

/** @throws Error on an option that does not exist, or two that exclude each other */
export function readRebuildCommand(args: readonly string[]): RebuildCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      resume: { type: 'boolean', default: false },
      discard: { type: 'boolean', default: false },
      'accept-differences': { type: 'boolean', default: false },
    },
  });
  const acceptDifferences = values['accept-differences'];
  if (values.discard && (values.resume || acceptDifferences)) throw new Error('--discard stands alone');
  if (values.discard) return { verb: 'discard' };
  return { verb: values.resume ? 'resume' : 'begin', acceptDifferences };
}
