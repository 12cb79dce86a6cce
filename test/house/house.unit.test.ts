import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** @throws Error with what the script said, when it fails */
function runs(script: string): void {
  const ran = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  if (ran.status !== 0)
    throw new Error(`npm run ${script}\n${ran.error ?? ''}${ran.stdout}${ran.stderr}`.slice(0, 6_000));
}

describe('the house', () => {
  test('builds, tests included', () => runs('types'), 240_000);
  test('is linted and formatted', () => runs('lint'), 120_000);
  test('composes to one graph that takes nothing from the published one', () => runs('compose'), 120_000);
  test('depends one way', () => runs('depend'), 120_000);
});
