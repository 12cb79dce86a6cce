import { randomBytes, randomUUID } from 'node:crypto';

/** A key that no request has used before. */
export const newKey = (): string => randomUUID();

/** A text that nobody has used before. */
export const unusual = (what: string): string => `${what}-${randomBytes(5).toString('hex')}`;
