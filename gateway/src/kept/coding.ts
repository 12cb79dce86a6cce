import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { qualitiesIn } from '../http/qualities.ts';

/** How a body is written: as it is, or compressed. */
export type Coding = 'identity' | 'br' | 'gzip';

/** Bodies below this many bytes gain nothing from being compressed: they fit into one packet. */
export const worthCompressing = 1_024;

const known = new Map<string, Coding>();

/** How many different `Accept-Encoding` are remembered, and of what length: browsers and libraries send a handful. */
const remembered = 100;
const longestRemembered = 200;

/** Of what a client likes as well, the first is taken. */
const smallestFirst: readonly Coding[] = ['br', 'gzip', 'identity'];

/** The coding that a client likes best. */
export function codingFor(acceptEncoding: string | undefined): Coding {
  if (acceptEncoding === undefined) return 'identity';
  const read = known.get(acceptEncoding);
  if (read !== undefined) return read;
  const best = bestOf(acceptEncoding);
  if (known.size < remembered && acceptEncoding.length < longestRemembered) known.set(acceptEncoding, best);
  return best;
}

function bestOf(acceptEncoding: string): Coding {
  const qualities = qualitiesIn(acceptEncoding);
  const liked = (coding: Coding): number => qualities.get(coding) ?? 0;
  const best = smallestFirst.reduce((one, other) => (liked(other) > liked(one) ? other : one));
  return liked(best) > 0 ? best : 'identity';
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Compresses on another thread. */
export const compressed = (body: Buffer, coding: Exclude<Coding, 'identity'>): Promise<Buffer> =>
  coding === 'gzip'
    ? toGzip(body)
    : toBrotli(body, {
        params: {
          // Beyond this each step takes twice the time for a few bytes less.
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        },
      });
