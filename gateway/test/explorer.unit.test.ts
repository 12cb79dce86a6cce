import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, parse, validate } from 'graphql';
import { dashboardQuery } from '../../infra/local/src/launcher/welcome.ts';
import { firstQuery, serveExplorer } from '../src/http/explorer.ts';

const published = buildSchema(readFileSync(join(import.meta.dirname, '../published.graphql'), 'utf8'));

describe('the explorer', () => {
  let door: FastifyInstance;
  beforeAll(() => {
    door = fastify();
    serveExplorer(door);
  });
  afterAll(() => door.close());

  const get = (url: string) => door.inject({ method: 'GET', url });

  test('is a page that asks this very gateway, with a query that the graph answers', async () => {
    const { body, headers, statusCode } = await get('/explorer');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('endpointURL: `/graphql`');
    expect(body).toContain('programme');
    expect(body).toContain('<title>Awrach</title>');
    expect(body).toContain('initialName: `Awrach`');
    expect(validate(published, parse(firstQuery))).toEqual([]);
  });

  test('everything that the page names stands in this process', async () => {
    const { body } = await get('/explorer');
    expect(body).toContain('<base href="/explorer/">');
    const named = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(named.length).toBeGreaterThan(5);
    for (const address of named) {
      expect(address).not.toMatch(/^(\w+:)?\/\//);
      const found = await get(new URL(address, 'http://here/explorer/').pathname);
      expect([address, found.statusCode === 200 || found.statusCode === 302]).toEqual([address, true]);
    }
  });

  test('the browser is told to fetch nothing from outside of this process', async () => {
    const { headers } = await get('/explorer');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'self'");
    for (const rule of policy) {
      expect(rule.replace(/'[^']+'|data:|blob:/g, '').trim()).toMatch(/^[a-z-]+$/);
    }
  });

  test('each page has a secret of its own for its script', async () => {
    const nonceOf = async () =>
      /script-src 'self' 'nonce-([^']+)'/.exec(
        String((await get('/explorer')).headers['content-security-policy']),
      )?.[1];
    const [one, other] = [await nonceOf(), await nonceOf()];
    expect(one).toBeDefined();
    expect(one).not.toBe(other);
  });

  test.each([
    '/explorer/../package.json',
    '/explorer/..%2f..%2fpackage.json',
    '/explorer/nothing.js',
    '/explorer//etc/passwd',
  ])('no address leads out of its folder: %s', async (url) => {
    expect((await get(url)).statusCode).toBe(404);
  });
});

test('the query that dashboards are written against fits the published graph', () => {
  expect(validate(published, parse(dashboardQuery))).toEqual([]);
});
