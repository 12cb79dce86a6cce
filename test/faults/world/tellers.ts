import { type Client, client } from '../../testkit/client.ts';
import type { World } from './world.ts';

/** Whoever tells totals: the gateway, and each instance behind it. */
export function tellers({ awrach, instances, parts }: World): [string, Client][] {
  const direct = instances.totals.map((name): [string, Client] => {
    const running = parts[name]?.current();
    const address = running && 'address' in running ? String(running.address) : '';
    return [name, client(`${address}/graphql`)];
  });
  return [['the gateway', awrach.anyone()], ...direct];
}
