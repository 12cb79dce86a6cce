import type { Service } from './instances.ts';
import type { World } from './world.ts';

/** Which instance of a service sends its events just now, as they say themselves; none where nobody does. */
export async function activeRelay(world: World, service: Service): Promise<string | undefined> {
  for (const name of world.instances[service]) {
    const running = world.parts[name]?.current();
    if (!running || !('address' in running)) continue;
    const told = await fetch(`${running.address}/metrics`, { signal: AbortSignal.timeout(2_000) })
      .then((response) => response.text())
      .catch(() => ''); // One that does not answer is not the one that is looked for.
    if (/^awrach_relay_active\S* 1$/m.test(told)) return name;
  }
  return undefined;
}
