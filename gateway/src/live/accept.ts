import { qualitiesIn } from '../http/qualities.ts';

/** Types in which one answer is given. */
const single = ['application/json', 'application/graphql-response+json', 'application/*', '*/*'];

/** Whether a stream is named at all, however gladly it is taken. */
export const streams = /text\/event-stream/i;

/**
 * Whether a client would rather have a stream of answers than one. Who takes JSON just as gladly gets JSON: client
 * libraries name the stream among all that they can read.
 */
export function prefersStream(accept: string | undefined): boolean {
  if (accept === undefined || !streams.test(accept)) return false;
  const qualities = qualitiesIn(accept);
  const json = single.map((type) => qualities.get(type) ?? 0);
  return (qualities.get('text/event-stream') ?? 0) > Math.max(...json);
}
