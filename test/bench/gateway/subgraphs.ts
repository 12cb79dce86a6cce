import { createServer, type ServerResponse } from 'node:http';
import { type Resolvers, subgraphSchema } from '@awrach/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { serviceNames } from '../../../gateway/src/composition/subgraph.ts';
import { inventedResolvers, ownSdlOf } from '../../../gateway/test/world/invented.ts';

/**
 * All subgraphs of the graph at one port of this process. The figures of totals follow from the version alone; what
 * others answer is invented and never changes.
 */
export interface Subgraphs {
  addressOf(service: string): string;
  /** When each version became the head, by its number. */
  readonly movedAt: readonly number[];
  /** Makes one new version. */
  moveOnce(): void;
  /** Makes that many new versions a second from now on. */
  move(perSecond: number): void;
  rest(): void;
  stop(): void;
}

/** What every figure is at a version. */
export const figureAt = (version: number): number => 100_000 + version;

/** Stand in an answer for those of whichever version it is given at. */
const anyNumber = 777_777_777;
const anyMoment = '2000-01-01T00:00:00.000000Z';

interface Asked {
  readonly query: string;
  readonly variables?: { readonly representations?: unknown };
}

export async function startSubgraphs(): Promise<Subgraphs> {
  const movedAt = [performance.now()];
  const listeners = new Set<ServerResponse>();
  const schemas = new Map<string, GraphQLSchema>(
    serviceNames.map((name) => [
      name,
      subgraphSchema(ownSdlOf(name), [
        name === 'totals' ? figures : inventedResolvers(name, { nulls: false, faults: false }),
      ]),
    ]),
  );
  // As cheap as can be, so that the gateway is what limits: each text is carried out once, whatever its variables, and written
  // once for each head.
  const answers = new Map<string, Answer>();

  let head = newHead();
  function newHead(): Told {
    return {
      version: `0.${movedAt.length - 1}`,
      completeTo: new Date().toISOString().replace('Z', '000Z'),
    };
  }
  const line = () => `${JSON.stringify(head)}\n`;
  const tell = () => {
    head = newHead();
    for (const listener of listeners) listener.write(line());
  };

  async function answerTo(service: string, body: string, at: Told): Promise<Buffer> {
    const { query, variables } = JSON.parse(body) as Asked; /* a gateway asks in this form */
    const representations = variables?.representations;
    const key = JSON.stringify([service, query, representations]);
    const known = answers.get(key);
    if (known && known.at.version === at.version && known.at.completeTo === at.completeTo) return known.bytes;
    const text = known?.text ?? (await anyVersion(service, query, representations));
    const bytes = Buffer.from(
      text
        .replaceAll(String(figureAt(anyNumber)), String(figureAt(Number(at.version.split('.')[1]))))
        .replaceAll(`0.${anyNumber}`, at.version)
        .replaceAll(anyMoment, at.completeTo),
    );
    answers.set(key, { text, at, bytes });
    return bytes;
  }

  async function anyVersion(service: string, query: string, representations: unknown): Promise<string> {
    const schema = schemas.get(service);
    if (!schema) throw new Error(`there is no ${service}`);
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: { representations, edition: 2022 },
      contextValue: { version: `0.${anyNumber}`, completeTo: anyMoment },
    });
    if (result.errors) throw new Error(`${service}: ${result.errors.join('; ')}`);
    return `${JSON.stringify(result)}\n`;
  }

  const server = createServer((request, response) => {
    const { headers, method, url = '' } = request;
    if (url === '/head') {
      response.writeHead(200).write(line());
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    } else if (method === 'GET') {
      response.end(line());
    } else {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const { 'awrach-totals-version': version, 'awrach-complete-to': completeTo } = headers;
        const at = {
          version: String(version ?? head.version),
          completeTo: String(completeTo ?? head.completeTo),
        };
        const body = await answerTo(url.split('/')[1] ?? '', Buffer.concat(chunks).toString(), at);
        response
          .writeHead(200, {
            'content-type': 'application/json; charset=utf-8',
            'content-length': body.length,
          })
          .end(body);
      });
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the subgraphs have no port');
  const beat = setInterval(tell, 100);
  let moving: NodeJS.Timeout | undefined;

  const moveOnce = () => {
    movedAt.push(performance.now());
    tell();
  };

  return {
    addressOf: (service) => `http://127.0.0.1:${address.port}/${service}/graphql`,
    movedAt,
    moveOnce,
    move(perSecond) {
      clearInterval(moving);
      moving = setInterval(moveOnce, 1_000 / perSecond);
    },
    rest: () => clearInterval(moving),
    stop() {
      clearInterval(beat);
      clearInterval(moving);
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What a text is answered at any head, and at the one that it was asked at last. */
interface Answer {
  readonly text: string;
  readonly at: Told;
  readonly bytes: Buffer;
}

interface Told {
  readonly version: string;
  readonly completeTo: string;
}

const totals = (_parent: unknown, _given: unknown, { completeTo, version }: Told) => {
  const figure = figureAt(Number(version.split('.')[1]));
  return {
    partners: figure,
    agreements: figure,
    worksites: figure,
    jobs: figure,
    personMonths: figure,
    placements: figure,
    communes: figure,
    supervisionGrant: BigInt(figure),
    freshness: { version, completeTo },
  };
};
const figures: Resolvers = {
  Programme: { totals, targetJobs: () => 250_000 },
  Region: { totals },
  Province: { totals },
  Commune: { totals },
};
