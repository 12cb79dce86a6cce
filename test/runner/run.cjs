'use strict';
/*
 * Runs every test in one jest process, and ends with `N passed, N failed` whatever happens: also when jest itself
 * cannot start or is ended. Arguments go to jest.
 */
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const folder = mkdtempSync(path.join(tmpdir(), 'awrach-results-'));
const results = path.join(folder, 'results.json');

const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--reporters=default',
    `--reporters=${path.join(__dirname, 'reporter.cjs')}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, AWRACH_TEST_RESULTS: results } },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal));

jest.on('error', (error) => end({ passed: 0, failed: 1, why: String(error) }));
jest.on('exit', (code) => {
  const counted = read();
  if (!counted) return end({ passed: 0, failed: 1, why: `jest ended with ${code} before it had counted` });
  return end({ ...counted, failed: counted.failed === 0 && code !== 0 ? 1 : counted.failed });
});

function read() {
  try {
    return JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return undefined;
  }
}

function end({ passed, failed, why }) {
  rmSync(folder, { recursive: true, force: true });
  if (why) console.error(why);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
