import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../src/supervision/free-port.ts';

const preflight = join(import.meta.dirname, '../preflight/run.cjs');

/** Runs the preflight of `npm start` in this clone; every case here is refused before it installs or builds. */
function refusal(
  env: Record<string, string>,
  script = preflight,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [script, 'start'], { env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

describe('what is refused before anything starts', () => {
  test('a taken port is named, with the variable that chooses another', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const { code, said } = await refusal({ PORT: String(port), KAFKA_PORT: '0' });
    server.close();
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port}, for the graph, is taken by another process.`);
    expect(said).toContain(`PORT=${port + 1} npm start`);
  });

  test('a missing Java is named, unless Kafka is somewhere else', async () => {
    // A PATH that holds nothing.
    const without = { PATH: '/nonexistent', PORT: 'none' };
    expect((await refusal(without)).said).toContain(
      'Java is missing. Install 17 or later, or set KAFKA_BROKERS',
    );
    expect((await refusal({ ...without, KAFKA_BROKERS: 'kafka:9092' })).said).toContain(
      'PORT=none is not a port',
    );
  });

  test('data that another version has made are named, with the way out', async () => {
    const clone = mkdtempSync(join(tmpdir(), 'awrach-clone-'));
    const local = join(import.meta.dirname, '..');
    cpSync(join(local, 'preflight'), join(clone, 'infra/local/preflight'), { recursive: true });
    cpSync(join(local, 'versions.json'), join(clone, 'infra/local/versions.json'));
    const { state } = JSON.parse(readFileSync(join(local, 'versions.json'), 'utf8'));
    mkdirSync(join(clone, '.awrach'));
    writeFileSync(join(clone, '.awrach/made-with.json'), JSON.stringify({ ...state, postgres: '14' }));
    const { code, said } = await refusal(
      { PORT: '0', KAFKA_PORT: '0', DATABASE_URL: '' },
      join(clone, 'infra/local/preflight/run.cjs'),
    );
    rmSync(clone, { recursive: true });
    expect(code).toBe(1);
    expect(said).toContain(`were made with postgres 14; this version uses postgres ${state.postgres}.`);
    expect(said).toContain('"npm run reset" wipes them');
  });

  test('one port for both the graph and Kafka is refused', async () => {
    const port = String(await freePort());
    expect((await refusal({ PORT: port, KAFKA_PORT: port })).said).toContain('PORT and KAFKA_PORT are both');
  });
});
