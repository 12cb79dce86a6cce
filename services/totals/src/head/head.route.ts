import { serveHead } from '@awrach/subgraph';
import type { FastifyInstance } from 'fastify';
import type { CompleteTo } from '../freshness/complete-to.ts';
import type { KeptVersions } from './kept-versions.ts';
import { nameOf } from './version.ts';

/** Tells at `GET /head` which version is the newest, and up to when it is complete: `{"version":"0.1207","completeTo":"…Z"}`. */
export function tellHead(
  door: FastifyInstance,
  versions: KeptVersions,
  completeTo: CompleteTo,
  isCurrent: () => boolean,
): void {
  const changed = serveHead(door, {
    line() {
      const head = versions.head();
      return JSON.stringify({ version: nameOf(head), completeTo: completeTo.of(head) });
    },
    isCurrent,
  });
  const unfollow = [
    // What is shown while it catches up is not the newest; and a relay's word says nothing of whether the database has something newer.
    versions.onHead(() => isCurrent() && changed()),
    completeTo.onMoved(() => isCurrent() && changed()),
  ];
  door.addHook('preClose', async () => {
    for (const end of unfollow) end();
  });
}
