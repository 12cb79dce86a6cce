import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { payment } from '@awrach/contracts';
import { until } from '../../../../test/testkit/until.ts';
import { aPayment } from '../states.ts';
import { type Audited, openAudited, tellHistories } from './audited.ts';

const main = fileURLToPath(new URL('../../src/audit/main.ts', import.meta.url));

let audited: Audited;
beforeAll(async () => {
  audited = await openAudited();
  await tellHistories(audited, 3, 30);
});
afterAll(() => audited[Symbol.asyncDispose]());

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const addresses = Object.fromEntries(
    Object.entries(audited.urls).map(([name, url]) => [`AUDIT_${name.toUpperCase()}_URL`, url]),
  );
  return spawn(process.execPath, ['--conditions=source', '--no-warnings', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...addresses, ...env },
  });
}

async function run(args: readonly string[], env?: Record<string, string>) {
  const child = start(args, env);
  if (!child.stdout || !child.stderr) throw new Error('It has no output.');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

test('The command ends with 0 when all is equal, with 1 and what differs when not, with 2 when it could not look', async () => {
  const equal = await run(['--json']);
  expect(equal).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(equal.out)).toMatchObject({
    equal: true,
    things: { count: 0 },
    figures: expect.any(Object),
  });

  const lost = aPayment({ amount: '12.50' });
  await audited.record(payment, lost);
  const different = await run([]);
  expect(different.code).toBe(1);
  expect(different.out).toContain('31 compared, 1 differ');
  expect(different.out).toContain(`✗ payment ${lost.id}: totals have never heard of it`);
  expect(different.out).toContain(`behind it: payment ${lost.id}`);
  await audited.apply(payment, lost);

  const nowhere = await run([], { AUDIT_FINANCE_URL: 'postgres://nobody@127.0.0.1:9/nothing' });
  expect(nowhere).toMatchObject({ code: 2, out: '' });
  expect(nowhere.err).toContain('The database of finance cannot be read');
});

test('The command goes on looking when asked to, and what it found last are metrics', async () => {
  const child = start(['--watch', '--every', '1', '--port', '0']);
  try {
    const address = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error('It ended.')));
      child.stderr?.on('data', (said) => {
        const [, found] = /metrics at (\S+)/.exec(String(said)) ?? [];
        if (found) resolve(found);
      });
    });
    const metric = async (name: string): Promise<string | undefined> => {
      const answer = await (await fetch(address)).text();
      return answer.split('\n').find((line) => line.startsWith(name));
    };
    await until(
      'it has looked',
      () => metric('awrach_audit_could_look'),
      (line) => line === 'awrach_audit_could_look 1',
    );
    expect(await metric('awrach_audit_differences{kind="thing"}')).toMatch(/ 0$/);
    await audited.record(payment, aPayment());
    await until(
      'it has found it',
      () => metric('awrach_audit_differences{kind="thing"}'),
      (line) => / 1$/.test(line ?? ''),
    );
    expect(await metric('awrach_audit_last_look_timestamp_seconds')).toMatch(/ \d{10}/);
  } finally {
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  }
});
