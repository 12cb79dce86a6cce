import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Pages served from this machine, whatever the port. */
const thisMachine = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Which pages' scripts may ask.
 * @param origins comma separated, or `*`; empty for pages of this machine only
 */
export function corsOptions(origins: string): FastifyCorsOptions {
  const named = origins
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '');
  return {
    origin: named.includes('*') ? '*' : named.length > 0 ? named : thisMachine,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'accept-language', 'x-request-id'],
    exposedHeaders: ['x-request-id'],
    maxAge: 600,
  };
}

export async function allowOrigins(door: FastifyInstance, origins: string): Promise<void> {
  await door.register(cors, corsOptions(origins));
}
