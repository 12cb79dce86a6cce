/** Types in which one answer is given. */
const single = new Set(['application/json', 'application/graphql-response+json', 'application/*', '*/*']);

/** Whether a stream is named at all, however gladly it is taken. */
export const streams = /text\/event-stream/i;

/**
 * Whether a client would rather have a stream of answers than one. Who takes JSON just as gladly gets JSON: client
 * libraries name the stream among all that they can read.
 */
export function prefersStream(accept: string | undefined): boolean {
  if (accept === undefined || !streams.test(accept)) return false;
  let stream = 0;
  let json = 0;
  for (const part of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const quality = Number(
      /^q=([\d.]+)$/.exec(parameters.find((one) => one.startsWith('q=')) ?? '')?.[1] ?? 1,
    );
    if (type === 'text/event-stream') stream = Math.max(stream, quality);
    else if (single.has(type)) json = Math.max(json, quality);
  }
  return stream > json;
}
