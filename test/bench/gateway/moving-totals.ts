import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Resolvers, subgraphSchema } from '@awrach/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { serviceNames } from '../../../gateway/src/composition/subgraph.ts';
import { nodeFlags } from '../../../infra/local/src/launcher/own-process.ts';
import { type Pinned, startPinned } from './pinned.ts';

const root = join(import.meta.dirname, '../../..');

/** The five subgraphs on one port; only totals has figures, and they follow from the version alone. */
export interface MovingTotals {
  /** When each version became the head, by its number. */
  readonly movedAt: readonly number[];
  /** Makes one new version. */
  moveOnce(): void;
  /** Makes that many new versions a second from now on. */
  move(perSecond: number): void;
  rest(): void;
  /** A gateway before these subgraphs. */
  startGateway(environment?: Record<string, string>): Promise<Pinned>;
  stop(): void;
}

/** What every figure is at a version. */
export const figureAt = (version: number): number => 100_000 + version;

export async function startMovingTotals(): Promise<MovingTotals> {
  const movedAt = [performance.now()];
  const listeners = new Set<ServerResponse>();
  const schemas = new Map<string, GraphQLSchema>(
    serviceNames.map((name) => [
      name,
      subgraphSchema(readFileSync(join(root, `services/${name}/schema.graphql`), 'utf8'), [
        name === 'totals' ? figures : {},
      ]),
    ]),
  );
  const line = () =>
    `${JSON.stringify({ version: `0.${movedAt.length - 1}`, completeTo: new Date().toISOString().replace('Z', '000Z') })}\n`;
  const tell = () => {
    for (const listener of listeners) listener.write(line());
  };
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
        const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
        const schema = schemas.get(url.split('/')[1] ?? '');
        if (!schema) throw new Error(`there is no subgraph at ${url}`);
        const result = await execute({
          schema,
          document: parse(query),
          variableValues: variables,
          contextValue: {
            version: headers['awrach-totals-version'],
            completeTo: headers['awrach-complete-to'],
          },
        });
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
      });
    }
  });
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
    movedAt,
    moveOnce,
    move(perSecond) {
      clearInterval(moving);
      moving = setInterval(moveOnce, 1_000 / perSecond);
    },
    rest: () => clearInterval(moving),
    startGateway: (environment = {}) =>
      startPinned([...nodeFlags, join(root, 'gateway/dist/main.js')], () => [], {
        OIDC_ISSUER: 'https://issuer.invalid',
        OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
        ...Object.fromEntries(
          serviceNames.map((name) => [
            `${name.toUpperCase()}_URL`,
            `http://127.0.0.1:${address.port}/${name}/graphql`,
          ]),
        ),
        ...environment,
      }),
    stop() {
      clearInterval(beat);
      clearInterval(moving);
      server.close();
      server.closeAllConnections();
    },
  };
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
