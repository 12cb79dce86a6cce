import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startWorld, type World } from './world/world.ts';

/** On a connection of its own. */
async function version({ address }: World): Promise<string | undefined> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  const query = encodeURIComponent('{ programme { totals { version } } }');
  socket.write(`GET /graphql?query=${query} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  return /"version":"([^"]+)"/.exec(await text(socket))?.[1];
}

const asked = 40;

test('several gateways listen at one port, know nothing of each other, and each answers under the newest head', async () => {
  const world = await startWorld({ sharePort: true, keptBytes: 1_000_000 });
  try {
    const close = await world.besideGateway();
    const answers = () => Promise.all(Array.from({ length: asked }, () => version(world)));
    expect(await answers()).toEqual(Array(asked).fill('1.7'));
    world.figures.version = '1.8';
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await answers()).toEqual(Array(asked).fill('1.8'));
    await close();
    expect(await answers()).toEqual(Array(asked).fill('1.8'));
  } finally {
    await world.stop();
  }
});
