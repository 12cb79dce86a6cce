import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { subgraphSchema } from '@awrach/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { serviceNames } from '../../../gateway/src/composition/subgraph.ts';
import { inventedResolvers, ownSdlOf, type ServiceName } from '../../../gateway/test/world/invented.ts';

/*
 * All subgraphs of the graph in one process, as cheap as can be, so that the gateway is what limits: each text of an
 * operation is carried out once and its answer kept, whatever the variables. Totals tells its head as the real one does.
 *
 * POST /<service>/graphql   GET /head, /version   GET /count: how many operations have been answered
 */
const version = '1.7';
let answered = 0;

interface Asked {
  readonly query: string;
  readonly variables: { readonly representations?: unknown };
}

const answers = new Map<string, Buffer>();
const schemas = new Map<ServiceName, GraphQLSchema>(
  serviceNames.map((name) => [
    name,
    subgraphSchema(ownSdlOf(name), [inventedResolvers(name, { nulls: false, faults: false })]),
  ]),
);

async function answerTo(service: ServiceName, body: string): Promise<Buffer> {
  const { query, variables } = JSON.parse(body) as Asked; /* a gateway asks in this form */
  const { representations } = variables;
  const key = JSON.stringify([service, query, representations]);
  const known = answers.get(key);
  if (known) return known;
  const schema = schemas.get(service);
  if (!schema) throw new Error(`there is no ${service}`);
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: { representations, edition: 2022 },
    contextValue: {},
  });
  if (result.errors) throw new Error(`${service}: ${result.errors.join('; ')}`);
  const answer = Buffer.from(`${JSON.stringify(result)}\n`);
  answers.set(key, answer);
  return answer;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method, url = '' } = request;
  if (url === '/head') {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const tell = () =>
      response.write(`${JSON.stringify({ version, completeTo: '2026-01-31T09:30:00.000000Z' })}\n`);
    tell();
    const beat = setInterval(tell, 100);
    response.on('close', () => clearInterval(beat));
    return;
  }
  if (method === 'GET') {
    response.end(url === '/count' ? String(answered) : JSON.stringify({ version }));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answered += 1;
    const service = url.split('/')[1] as ServiceName; /* the bench itself made the address */
    answerTo(service, Buffer.concat(chunks).toString()).then(
      (body) => {
        response.writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': body.length,
        });
        response.end(body);
      },
      (error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      },
    );
  });
}

const server = createServer(answer);
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
