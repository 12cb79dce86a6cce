import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '../../test/testkit/until.ts';
import { openStream, type Stream } from './world/stream.ts';
import { manyMayWatch, startWorld, type World } from './world/world.ts';

const limits = { all: 1_000, perIdentity: 10, operations: 20, operationsPerIdentity: 6, heartbeatMs: 300 };
const named = (name: string): string => `query ${name} { programme { totals { version } } }`;
/** An event's id is the version of the totals that it shows. */
const versionOf = ({ id }: { id?: string }): string | undefined => id;

test('a stream is open at once, though there is nothing to tell yet', async () => {
  const world = await startWorld({ liveLimits: { ...manyMayWatch, heartbeatMs: 600_000 } });
  const stream = await openStream(world.address, named('Nation'), { 'last-event-id': '1.7' });
  expect([stream.status, stream.text()]).toEqual([200, '']);
  world.figures.version = '1.8';
  await stream.until('it shows 1.8', (message) => versionOf(message) === '1.8');
  stream.close();
  await world.stop();
});

describe('what watchers may take', () => {
  let world: World;
  const opened: { close(): void }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) one.close();
    await world.stop();
  });

  async function watch(query: string, headers: Record<string, string> = {}): Promise<Stream> {
    const stream = await openStream(world.address, query, headers);
    opened.push(stream);
    return stream;
  }
  const shows = (stream: Stream, version: string) =>
    stream.until(`it shows ${version}`, (message) => versionOf(message) === version);
  const ministry = async (subject: string) => ({
    authorization: `Bearer ${await world.issuer.token({ sub: subject, role: 'ministry' })}`,
  });

  describe('who stops reading', () => {
    /** Some hundred kilobytes. */
    const large = `{ programme { totals { version } ${Array.from(
      { length: 40 },
      (_, i) => `p${i}: provinces { code nameAr nameFr totals { version } }`,
    ).join(' ')} } }`;

    beforeEach(async () => {
      world = await startWorld({ liveLimits: { ...manyMayWatch, ...limits } });
    });

    /** Asks for a stream and reads nothing of it. */
    async function neverRead(query: string): Promise<Socket> {
      const { hostname, port } = new URL(world.address);
      const socket = connect(Number(port), hostname).pause();
      socket.on('error', () => {}); // It is cut off: that is what is waited for.
      opened.push({ close: () => socket.destroy() });
      await once(socket, 'connect');
      socket.write(
        `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: gateway\r\naccept: text/event-stream\r\n\r\n`,
      );
      return socket;
    }

    /** Lets the totals move until buffers on the way are full. */
    async function fill(reading: Stream): Promise<void> {
      for (let n = 8; n < 26; n++) {
        world.figures.version = `1.${n}`;
        await shows(reading, `1.${n}`);
      }
    }

    test('is cut off when nothing has been taken for two heartbeats, and its place is free; who reads goes on', async () => {
      const reading = await watch(large);
      await shows(reading, '1.7');
      for (let i = 1; i < limits.perIdentity; i++) await neverRead(large);
      await until(
        'all places are taken',
        () => watch(named('Late')),
        ({ status }) => status === 429,
      );
      await fill(reading);
      await until(
        'all places but one are free',
        async () => {
          const streams = await Promise.all(
            Array.from({ length: limits.perIdentity - 1 }, () => watch(named('Late'))),
          );
          for (const stream of streams) stream.close();
          return streams.map(({ status }) => status);
        },
        (statuses) => statuses.every((status) => status === 200),
      );
      world.figures.version = '1.50';
      await shows(reading, '1.50');
      expect(reading.ended()).toBe(false);
    });

    test('who has nothing to read is not cut off', async () => {
      const quiet = await watch(named('Quiet'));
      await shows(quiet, '1.7');
      const heartbeats = () =>
        quiet
          .text()
          .split('\n\n')
          .filter((block) => block === ':').length;
      await until(
        'some heartbeats',
        async () => heartbeats(),
        (count) => count > 5,
      );
      expect(quiet.ended()).toBe(false);
    });
  });

  describe('different operations', () => {
    const words = { ar: 'المتابعات', fr: 'suivis', en: 'watched' };

    beforeEach(async () => {
      world = await startWorld({ keptBytes: 1_000_000, liveLimits: { ...manyMayWatch, ...limits } });
    });

    test('of one identity are so many; one more is refused, until one of them is ended', async () => {
      const first = await Promise.all([1, 2, 3, 4, 5, 6].map((i) => watch(named(`Q${i}`))));
      for (const language of ['ar', 'fr', 'en'] as const) {
        const refused = await watch(named('Q7'), { 'accept-language': language });
        expect(refused.status).toBe(429);
        await until('the refusal', async () => refused.text(), Boolean);
        expect(JSON.parse(refused.text()).errors).toMatchObject([
          {
            message: expect.stringContaining(words[language]) as unknown,
            extensions: { code: 'RETRYABLE', rule: 'live.too-many' },
          },
        ]);
      }
      expect((await watch(named('Q6'))).status).toBe(200);
      expect((await watch(named('Q7'), await ministry('another'))).status).toBe(200);
      first[0]?.close();
      await until(
        'there is room',
        () => watch(named('Q7')),
        ({ status }) => status === 200,
      );
    });

    test('of all together are so many', async () => {
      for (let i = 0; i < limits.operations; i++) {
        const stream = await watch(named(`Q${i}`), await ministry(`minister ${i % 5}`));
        expect(stream.status).toBe(200);
      }
      const other = await ministry('another');
      expect((await watch(named('Q20'), other)).status).toBe(429);
    });
  });

  test.each([
    ['straight', named('Shared')],
    ['by the planner', 'query Shared { bodies { name } programme { totals { version } } }'],
  ])(
    'watchers with different tokens are one operation once its answer is known to be for everybody: %s',
    async (_way, shared) => {
      world = await startWorld({ liveLimits: { ...manyMayWatch, operations: 20 } });
      const tokens = await Promise.all(Array.from({ length: 12 }, (_, i) => ministry(`minister ${i}`)));
      // Eight are being computed, so that it cannot be known yet of what is asked next.
      world.figures.slow = 800;
      const first = await Promise.all(Array.from({ length: 8 }, (_, i) => watch(named(`Q${i}`))));
      const apart = await Promise.all(tokens.map((headers) => watch(shared, headers)));
      expect(apart.map(({ status }) => status)).toEqual(apart.map(() => 200));
      world.figures.slow = 0;
      await Promise.all([...first, ...apart].map((stream) => shows(stream, '1.7')));
      const before = world.totals.fetches.length;
      world.figures.version = '1.8';
      await Promise.all([...first, ...apart].map((stream) => shows(stream, '1.8')));
      expect(world.totals.fetches.length - before).toBe(9);
      const late = await Promise.all(Array.from({ length: 11 }, (_, i) => watch(named(`Late${i}`))));
      expect(late.map(({ status }) => status)).toEqual(late.map(() => 200));
      expect((await watch(named('TooLate'))).status).toBe(429);
      // They are let go of one by one, and what they watched with the last of them.
      for (const stream of apart) stream.close();
      await until(
        'there is room for another',
        () => watch(named('TooLate')),
        ({ status }) => status === 200,
      );
    },
  );

  test('after a change, eight operations are computed at once, each in its turn, and at the newest version', async () => {
    world = await startWorld();
    const streams = await Promise.all(Array.from({ length: 40 }, (_, i) => watch(named(`Q${i}`))));
    await Promise.all(streams.map((stream) => shows(stream, '1.7')));
    world.figures.slow = 100;
    world.figures.mostAtOnce = 0;
    world.figures.version = '1.8';
    await shows(streams[0] as Stream, '1.8');
    world.figures.version = '1.9';
    await Promise.all(streams.map((stream) => shows(stream, '1.9')));
    expect(world.figures.mostAtOnce).toBe(8);
    // Those whose turn came late have skipped what changed meanwhile.
    expect(
      streams.filter(({ messages }) => messages.every((one) => versionOf(one) !== '1.8')).length,
    ).toBeGreaterThan(0);
  });
});
