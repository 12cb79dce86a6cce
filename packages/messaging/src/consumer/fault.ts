import type { Received } from './received.ts';

/**
 * Thrown by `apply` when a message is at fault itself, and would be each time: it goes to the dead letters, the rest is
 * applied. Never for a fault of database, network or code: whatever else is thrown is tried again.
 */
export class MessageFault extends Error {
  /** One word for machines. */
  readonly reason: string;
  /** For people. */
  readonly detail: string;
  /** The message; where it is not said, it is found by applying ever smaller parts. */
  readonly blamed: Received | null;

  constructor(reason: string, detail: string, blamed: Received | null = null) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
    this.blamed = blamed;
  }
}

/** PostgreSQL gave this transaction up in favour of another: it can be done again at once. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** An ORM puts the driver's error inside its own. */
function codeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && error.code !== undefined) return error.code;
  return 'driverError' in error ? codeOf(error.driverError) : undefined;
}
