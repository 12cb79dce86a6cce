import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Service } from '../world/instances.ts';
import { kill, restart } from '../world/parts.ts';
import { tryAgain } from '../world/try-again.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

/** How long the moment is waited for, in milliseconds; when nothing is going on there, nothing is struck. */
const patience = 4_000;

/**
 * Holds something in a service's database that somebody needs in the middle of what they do, and strikes when they wait
 * for it.
 * @param who application name of the sessions that are to be caught
 */
async function whenCaught(
  { databases }: World,
  service: Service,
  { hold, who }: { readonly hold: string; readonly who: string },
  act: (client: Client) => Promise<void>,
): Promise<void> {
  await databases.connected(service, async (client) => {
    await client.query(`begin; ${hold}`);
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(10)) {
      const { rowCount } = await client.query(
        `select from pg_stat_activity
         where datname = current_database() and application_name = $1
           and pg_backend_pid() = any(pg_blocking_pids(pid))`,
        [who],
      );
      if (rowCount) return act(client);
    }
  });
}

async function killInstances({ instances, parts }: World, service: Service): Promise<void> {
  await Promise.all(instances[service].map(async (name) => parts[name] && kill(parts[name])));
}

async function restartInstances({ instances, parts }: World, service: Service): Promise<void> {
  await Promise.all(instances[service].map(async (name) => parts[name] && restart(parts[name], 0)));
}

/** A relay has sent, and has not yet taken off what it sent. */
const sent = { hold: 'select from log for update' };

/** Killed between sending and taking off: all of it is sent again. */
export const killedAfterSending: Fault = {
  name: 'killed after sending',
  async strike({ world }, chance) {
    const service = chance.one(['partner', 'finance', 'worksite', 'employment'] as const);
    await tryAgain(() =>
      whenCaught(world, service, { ...sent, who: `awrach-relay-${service}` }, () =>
        killInstances(world, service),
      ),
    );
    await restartInstances(world, service);
  },
};

/** The session that holds the relay's lock is ended in the middle of a batch: another relay takes over at once. */
export const lockLost: Fault = {
  name: 'a relay loses its lock',
  async strike({ world }, chance) {
    const service = chance.one(['partner', 'finance', 'worksite', 'employment'] as const);
    await tryAgain(() =>
      whenCaught(world, service, { ...sent, who: `awrach-relay-${service}` }, async (client) => {
        await client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
          [`awrach-relay-${service}`],
        );
      }),
    );
  },
};

/** Killed in the middle of taking events in: the offsets are moved, the effect is not there yet, nothing is committed. */
export const killedBeforeCommit: Fault = {
  name: 'killed before the commit',
  async strike({ world }, chance) {
    const service = chance.one(['totals', 'totals', 'partner', 'finance', 'worksite', 'employment'] as const);
    const hold =
      service === 'totals' ? 'select from head for update' : 'lock table consumed_thing in share mode';
    await tryAgain(() =>
      whenCaught(world, service, { hold, who: `awrach-${service}` }, () => killInstances(world, service)),
    );
    await restartInstances(world, service);
  },
};
