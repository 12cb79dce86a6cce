import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A clone with one package, `leaf`, whose two files are patched. npm installs it from an archive in the clone. */
const local = join(import.meta.dirname, '..');
const bin = join(local, '../../node_modules/.bin');
const env = { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}` };

const released = { 'one.js': "module.exports = 'one'\n", 'two.js': "module.exports = 'two'\n" };
const wanted = { 'one.js': "module.exports = 'ONE'\n", 'two.js': "module.exports = 'TWO'\n" };
type File = keyof typeof released;
const files = Object.keys(released) as File[];

const hunk = (file: File, to = wanted[file], from = released[file]) => `\
diff --git a/node_modules/leaf/${file} b/node_modules/leaf/${file}
index 1111111..2222222 100644
--- a/node_modules/leaf/${file}
+++ b/node_modules/leaf/${file}
@@ -1 +1 @@
-${from}+${to}`;

let clone: string;
const inClone = (...parts: string[]) => join(clone, ...parts);
const leaf = (file: string) => inClone('node_modules/leaf', file);
const mark = () => inClone('node_modules/.patched');
const npm = (...args: string[]) =>
  execFileSync('npm', [...args, '--ignore-scripts', '--offline', '--no-audit', '--no-fund'], {
    cwd: clone,
    env,
  });

/** An archive as npm would have fetched it. */
function release(version: string): void {
  const folder = inClone('package');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'leaf', version }));
  for (const file of files) writeFileSync(join(folder, file), released[file]);
  execFileSync('tar', ['-czf', `leaf-${version}.tgz`, 'package'], { cwd: clone });
  rmSync(folder, { recursive: true });
}

function writePatch(...hunks: string[]): void {
  rmSync(inClone('infra/patches'), { recursive: true, force: true });
  mkdirSync(inClone('infra/patches'), { recursive: true });
  writeFileSync(inClone('infra/patches/leaf+1.0.0.patch'), hunks.join(''));
}

/** Runs the preflight's installing; says what it printed and, when it refused, why. */
function install(): string {
  const code = `
    const { Refusal } = require('./infra/local/preflight/places.cjs');
    try { require('./infra/local/preflight/install.cjs').install() }
    catch (error) { if (!(error instanceof Refusal)) throw error; console.log('refused: ' + error.message) }`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: clone,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const held = () => Object.fromEntries(files.map((file) => [file, readFileSync(leaf(file), 'utf8')]));
const npmRan = (said: string) => said.match(/Installing packages/g)?.length ?? 0;

beforeEach(() => {
  clone = mkdtempSync(join(realpathSync(tmpdir()), 'awrach-patching-'));
  cpSync(join(local, 'preflight'), inClone('infra/local/preflight'), { recursive: true });
  cpSync(join(local, 'versions.json'), inClone('infra/local/versions.json'));
  writePatch(...files.map((file) => hunk(file)));
  release('1.0.0');
  writeFileSync(
    inClone('package.json'),
    JSON.stringify({ name: 'clone', private: true, dependencies: { leaf: 'file:leaf-1.0.0.tgz' } }),
  );
  npm('install');
});
afterEach(() => rmSync(clone, { recursive: true }));

describe('Patching packages', () => {
  test('happens once, to packages as npm installed them', () => {
    const said = install();
    expect(npmRan(said)).toBe(0);
    expect(said).toContain('Patching packages');
    expect(held()).toEqual(wanted);
    expect(install()).toBe('');
  });

  test('happens again when npm has brought the package anew', () => {
    install();
    rmSync(inClone('node_modules/leaf'), { recursive: true });
    npm('install');
    expect(held()).toEqual(released);
    install();
    expect(held()).toEqual(wanted);
  });

  test('happens again when npm has brought another version and then ours', () => {
    install();
    release('1.0.1');
    npm('install', '--no-save', './leaf-1.0.1.tgz');
    install();
    expect(JSON.parse(readFileSync(leaf('package.json'), 'utf8')).version).toBe('1.0.0');
    expect(held()).toEqual(wanted);
  });

  test.each([
    ['with a mark that patching had begun', ''],
    ['without any mark', undefined],
  ])('that broke off between two files is made good, %s', (_, left) => {
    if (left !== undefined) writeFileSync(mark(), left);
    writeFileSync(leaf('one.js'), wanted['one.js']);
    expect(npmRan(install())).toBe(1);
    expect(held()).toEqual(wanted);
    expect(install()).toBe('');
  });

  test('begins from the package as it was when the patch has changed', () => {
    install();
    writePatch(hunk('two.js', "module.exports = 'DEUX'\n"));
    install();
    expect(held()).toEqual({ 'one.js': released['one.js'], 'two.js': "module.exports = 'DEUX'\n" });
  });

  test('begins from the package as it was when the patch has changed before the former was marked as applied', () => {
    install();
    writeFileSync(mark(), '');
    writePatch(hunk('two.js'));
    install();
    expect(held()).toEqual({ 'one.js': released['one.js'], 'two.js': wanted['two.js'] });
  });

  test('is undone by nobody: a patched file that was changed by hand is made good', () => {
    install();
    writeFileSync(leaf('two.js'), "module.exports = 'zwei'\n");
    install();
    expect(held()).toEqual(wanted);
  });

  test('is refused when the patch does not fit, after one install', () => {
    writePatch(hunk('one.js', 'of no use\n', "module.exports = 'another one'\n"));
    const said = install();
    expect(said).toContain('refused: A patch in infra/patches does not fit the package');
    expect(said).toContain('leaf+1.0.0.patch');
    expect(npmRan(said)).toBe(1);
  });

  test('is refused for another version than the patch was made for, though it could be applied', () => {
    release('1.0.1');
    npm('install', './leaf-1.0.1.tgz');
    const said = install();
    expect(said).toContain('refused: A patch in infra/patches does not fit the package');
    expect(said).toContain('1.0.1');
    expect(install()).toContain('refused: A patch in infra/patches does not fit the package');
  });

  test('is refused while a process runs from this folder', async () => {
    cpSync('/bin/sleep', inClone('node_modules/sleep'));
    const running: ChildProcess = spawn(inClone('node_modules/sleep'), ['60']);
    await new Promise((resolve) => running.once('spawn', resolve));
    try {
      expect(install()).toBe(
        `refused: Packages have to be installed or patched, but processes still run from this folder (${running.pid}). Stop them first.\n`,
      );
      expect(held()).toEqual(released);
    } finally {
      running.kill();
      await new Promise((resolve) => running.once('close', resolve));
    }
    install();
    expect(held()).toEqual(wanted);
  });
});
