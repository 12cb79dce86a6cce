/** One result as it goes over the wire (GraphQL over SSE, distinct connections mode). */
export interface LiveEvent {
  /** The version of the totals that it shows; undefined while that is not known. */
  readonly version: string | undefined;
  /** Whether every part of the system has answered. What lacks a part is no state to come back to, and has no id. */
  readonly whole: boolean;
  /** JSON; the same text where nothing of it has changed. */
  readonly result: string;
  readonly bytes: Buffer;
}

/** @param result JSON on one line */
export function nextEvent(result: string, version: string | undefined, whole: boolean): LiveEvent {
  const id = whole && version !== undefined ? `id: ${version}\n` : '';
  return { version, whole, result, bytes: Buffer.from(`event: next\n${id}data: ${result.trim()}\n\n`) };
}

export const completeEvent = 'event: complete\ndata:\n\n';

/** A comment: it says only that the stream is alive. */
export const heartbeat = ':\n\n';

/** Tells a client when to come again, in milliseconds. */
export const comeAgain = (milliseconds: number): string => `retry: ${Math.round(milliseconds)}\n\n`;
