import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '../../../gateway/src/composition/subgraph.ts';
import { nodeFlags, oneHeap } from '../../../infra/local/src/launcher/own-process.ts';
import { type Pinned, startPinned } from './pinned.ts';
import type { Subgraphs } from './subgraphs.ts';

const gateway = join(import.meta.dirname, '../../../gateway');

/** Our gateway, as `npm start` starts it. */
export const startOurs = (
  { addressOf }: Subgraphs,
  environment: Readonly<Record<string, string>> = {},
): Promise<Pinned> =>
  startPinned([...nodeFlags('gateway'), join(gateway, 'dist/main.js')], {
    ...oneHeap,
    OIDC_ISSUER: 'https://issuer.invalid',
    OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
    ...Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, addressOf(name)])),
    ...environment,
  });

/**
 * @apollo/gateway as it comes.
 * @param folder for the supergraph, with the subgraphs' addresses in it
 */
export function startVanilla({ addressOf }: Subgraphs, folder: string): Promise<Pinned> {
  const file = join(folder, 'supergraph.graphql');
  const sdl = readFileSync(join(gateway, 'dist/supergraph.graphql'), 'utf8').replace(
    /@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g,
    (_, name: string) => `@join__graph(name: "${name}", url: "${addressOf(name)}")`,
  );
  writeFileSync(file, sdl);
  return startPinned([join(import.meta.dirname, 'vanilla.ts'), file]);
}

/** The limit: the same bytes from node:http alone. */
export function startBare(bytes: string, folder: string): Promise<Pinned> {
  const file = join(folder, 'answer.json');
  writeFileSync(file, bytes);
  return startPinned([join(import.meta.dirname, 'bare-server.ts'), file]);
}

/** @returns the answer as it came */
export async function ask(
  { port }: Pinned,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
    body: JSON.stringify({ query, variables }),
  });
  const body = await response.text();
  if (!body.startsWith('{"data":') || body.includes('"errors"'))
    throw new Error(`not an answer to measure: ${body.slice(0, 500)}`);
  return body;
}
