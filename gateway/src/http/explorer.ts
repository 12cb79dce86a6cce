import { randomBytes } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** What people see first: the figures that everybody asks for. */
export const firstQuery = `# Send the request and read the answer on the right. Docs tells what else can be asked.
# To write, set a header under Headers: Authorization, Bearer and a token (npm run -s token).
{
  programme {
    targetJobs
    totals { partners agreements worksites jobs placements supervisionGrant freshness { version completeTo } }
    regions { code nameAr nameFr totals { jobs } }
  }
  province(code: "05.301") { nameAr nameFr totals(edition: 2022) { partners agreements worksites communes jobs supervisionGrant } }
}
`;

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

/**
 * Serves a page at `/explorer` on which one can ask the graph. Everything it needs comes from this process, and the
 * browser is told to fetch nothing from anywhere else.
 */
export function serveExplorer(door: FastifyInstance): void {
  const folder = join(dirname(createRequire(import.meta.url).resolve('altair-static')), 'dist');
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file).split(sep).join('/'), file]),
  );

  door.get('/explorer', async (_request, reply) => {
    // Loaded when somebody looks: it is large, and most gateways are never looked at.
    const { renderAltair } = await import('altair-static');
    const nonce = randomBytes(16).toString('base64');
    const page = renderAltair({
      baseURL: '/explorer/',
      endpointURL: '/graphql',
      initialName: 'Awrach',
      initialQuery: firstQuery,
      initialSettings: {
        disablePushNotification: true,
        'alert.disableUpdateNotification': true,
        'banners.disable': true,
        'plugin.list': [],
      },
      disableAccount: true,
      cspNonce: nonce,
    });
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', nothingFromElsewhere(nonce))
      .header('cache-control', 'no-store')
      .send(page.replace('<title>Altair</title>', '<title>Awrach</title>'));
  });
  door.get('/', (_request, reply) => reply.redirect('/explorer'));

  // Only what stands in the list made at the start can be asked for: no path leads out of the folder.
  door.get<{ Params: { '*': string } }>('/explorer/*', (request, reply) => {
    const name = request.params['*'];
    if (name === '') return reply.redirect('/explorer');
    const file = files.get(name);
    if (file === undefined) return reply.callNotFound();
    return reply
      .type(types[extname(file)] ?? 'application/octet-stream')
      .header('cache-control', 'public, max-age=3600')
      .send(createReadStream(file));
  });
}

const nothingFromElsewhere = (nonce: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
