'use strict';
/** What the clone must hold beside what git gave it: packages, compiled code, the supergraph. */
const { spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const { clone, modules, Refusal, environment } = require('./places.cjs');
const { othersFromHere } = require('./running.cjs');

const at = (...parts) => path.join(clone, ...parts);
const digest = (text) => createHash('sha256').update(text).digest('hex');

/** Says what is being done and how long it took; shows what was said only when it failed. */
function step(title, command, args, env) {
  const began = Date.now();
  if (process.stdout.isTTY) process.stdout.write(`  … ${title}`);
  const ran = spawnSync(command, args, {
    cwd: clone,
    env: env || environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  if (ran.signal === 'SIGINT' || ran.signal === 'SIGTERM') process.exit(130);
  if (ran.status !== 0) {
    const lines = `${ran.error || ''}${ran.stdout || ''}${ran.stderr || ''}`.trim().split('\n');
    const said = lines.length > 40 ? lines.slice(0, 20).concat('…', lines.slice(-20)) : lines;
    throw new Refusal(
      `${title}: failed.\n\n${said.join('\n')}\n\nThe command was: ${path.basename(command)} ${args.join(' ')}`,
    );
  }
  console.log(`  ✓ ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}

/**
 * Whether what npm says it installed (its own record in node_modules) is what the lock file asks for. Packages
 * for other platforms are left out by npm, and by us.
 */
function isInstalled() {
  const record = path.join(modules, '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const wanted = JSON.parse(fs.readFileSync(at('package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(fs.readFileSync(record, 'utf8')).packages;
  const fits = (list, ours) => !list || [].concat(list).indexOf(ours) >= 0;
  return Object.keys(wanted)
    .filter((name) => name.startsWith('node_modules/'))
    .every((name) => {
      const want = wanted[name];
      const have = found[name];
      if (have) return have.version === want.version && have.integrity === want.integrity;
      const forUs = fits(want.os, process.platform) && fits(want.cpu, process.arch) && !want.libc;
      return Boolean(want.optional) && !forUs;
    });
}

/**
 * What is changed in packages (adr/0019). The mark says what patches and patched packages looked like when all were applied; it
 * is empty from when patching begins until then.
 */
const patches = at('infra/patches');
const mark = path.join(modules, '.patched');

function patchedNow() {
  const packages = new Set();
  const files = [];
  for (const name of fs.readdirSync(patches).sort()) {
    const text = fs.readFileSync(path.join(patches, name), 'utf8');
    for (const [, file] of text.matchAll(/^diff --git a\/(\S+) /gm)) {
      files.push(at(file));
      packages.add(at(/^node_modules\/(@[^/]+\/)?[^/]+/.exec(file)[0], 'package.json'));
    }
  }
  return [patches, ...packages, ...files].map(fingerprint).join('\n');
}

function isPatched() {
  return fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === patchedNow();
}

/** Patches packages as npm installed them. What is in the way, or nothing when it is done. */
function patch() {
  fs.writeFileSync(mark, '');
  try {
    step('Patching packages', 'patch-package', ['--patch-dir', 'infra/patches', '--error-on-warn']);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  fs.writeFileSync(mark, patchedNow());
  return '';
}

function install() {
  if (isInstalled() && isPatched()) return;
  refuseWhileOthersRun();
  // With a mark that is not true any more, nobody knows how far the packages are from what npm installed.
  if (isInstalled() && !fs.existsSync(mark) && patch() === '') return;
  installAnew();
  const inTheWay = patch();
  if (inTheWay === '') return;
  throw new Refusal(
    'A patch in infra/patches does not fit the package that the lock file asks for, as npm installs it. Make the patch anew ' +
      `for that version, or take the former version back (docs/adr/0019).\n\n${inTheWay}`,
  );
}

function refuseWhileOthersRun() {
  const others = othersFromHere();
  if (others.length > 0) {
    throw new Refusal(
      'Packages have to be installed or patched, but processes still run from this folder ' +
        `(${others.join(', ')}). Stop them first.`,
    );
  }
}

function installAnew() {
  // npm itself must not run on the Node that it is about to replace.
  const { npm_node_execpath: node, npm_execpath: npm } = process.env;
  const own = node && npm && !node.startsWith(modules + path.sep);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const PATH = (process.env.PATH || '')
    .split(path.delimiter)
    .filter((folder) => !folder.startsWith(modules))
    .join(path.delimiter);
  const env = Object.assign({}, process.env, { PATH });
  step('Installing packages, as the lock file says', own ? node : 'npm', own ? [npm, ...args] : args, env);
}

function build() {
  const projects = fs
    .readdirSync(at('services'))
    .map((name) => `services/${name}`)
    .concat('gateway', 'infra/local');
  const present = projects.filter((folder) => fs.existsSync(at(folder, 'tsconfig.json')));
  step('Building', 'tsc', ['-b', ...present]);
}

/** Composition is the gateway's; it is done again only when something that it is made of has changed. */
function compose() {
  const { scripts } = JSON.parse(fs.readFileSync(at('package.json'), 'utf8'));
  if (!scripts.compose) return;
  const parts = [
    at('gateway/src'),
    at('packages/subgraph/src'),
    at('gateway/published.graphql'),
    at('package-lock.json'),
  ].concat(fs.readdirSync(at('services')).map((name) => at('services', name, 'schema.graphql')));
  const now = digest(parts.map(fingerprint).join('\n'));
  const stamp = at('gateway/dist/.composed-from');
  const supergraph = at('gateway/dist/supergraph.graphql');
  if (fs.existsSync(supergraph) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  step('Composing the supergraph', 'npm', ['run', '--silent', 'compose']);
  fs.writeFileSync(stamp, now);
}

function fingerprint(file) {
  const name = path.relative(clone, file);
  if (!fs.existsSync(file)) return `${name}: none`;
  if (!fs.statSync(file).isDirectory()) return `${name}: ${digest(fs.readFileSync(file))}`;
  return fs
    .readdirSync(file)
    .sort()
    .map((name) => fingerprint(path.join(file, name)))
    .join('\n');
}

module.exports = { install, build, compose };
