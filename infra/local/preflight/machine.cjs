'use strict';
/** What the machine must have: Node, Java, Maven, room. */
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { clone, modules, Refusal, environment } = require('./places.cjs');
const versions = require('../versions.json');

/** `24.11` or `v20.1.0` as [24, 11]. */
function parseNode(text) {
  const found = /^v?(\d+)\.(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : [0, 0];
}

/** The major version in what `java -version` says: `"17.0.15"`, `"21-ea"`, or the old way of counting, `"1.8.0_292"`. */
function parseJava(text) {
  const found = /version "(?:1\.)?(\d+)/.exec(text);
  return found ? Number(found[1]) : 0;
}

function isAtLeast(found, wanted) {
  return found[0] !== wanted[0] ? found[0] > wanted[0] : found[1] >= wanted[1];
}

/** @apollo and others want Node 20 to install with; everything of ours runs on a younger one. */
function checkNode() {
  if (!isAtLeast(parseNode(process.version), [20, 0])) {
    throw new Refusal(
      `This is Node ${process.version}; Awrach needs 20 or later. Get it from https://nodejs.org.`,
    );
  }
  const brought = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');
  if (!brought && !isAtLeast(parseNode(process.version), parseNode(versions.node))) {
    throw new Refusal(
      `This is Node ${process.version}. On Linux (x64, arm64) Awrach brings a younger one of its own; ` +
        `here, install Node ${versions.node} or later from https://nodejs.org.`,
    );
  }
}

/** The Node that runs everything: npm puts node_modules/.bin first in PATH, and so do we. */
function checkInstalledNode() {
  const answer = spawnSync('node', ['--version'], { env: environment(), encoding: 'utf8' });
  if (answer.status === 0 && isAtLeast(parseNode(answer.stdout), parseNode(versions.node))) return;
  throw new Refusal(
    `The Node that the install brought does not run here (${String(answer.stdout || answer.error || answer.stderr).trim()}). ` +
      `Install Node ${versions.node} or later from https://nodejs.org and remove node_modules/.bin/node.`,
  );
}

function checkJavaAndMaven() {
  const otherwise = 'or set KAFKA_BROKERS to a Kafka of your own';
  const answer = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (answer.error) throw new Refusal(`Java is missing. Install ${versions.java} or later, ${otherwise}.`);
  const found = parseJava(answer.stderr + answer.stdout);
  if (found < versions.java) {
    throw new Refusal(
      `This is Java ${found || 'of an unknown version'}; Kafka needs ${versions.java} or later. Install it, ${otherwise}.`,
    );
  }
  const folders = (process.env.PATH || '').split(path.delimiter);
  if (folders.some((folder) => fs.existsSync(path.join(folder, 'mvn')))) return;
  throw new Refusal(`Maven (mvn), which fetches Kafka, is missing. Install it, ${otherwise}.`);
}

/** What an install, Kafka's jars and young databases take; measured at 0.9 GB, of which 0.5 GB is installed once. */
function checkDisk() {
  if (!fs.statfsSync) return;
  const needed = fs.existsSync(modules) ? 0.5 : 1.5;
  const folders = [clone].concat(process.getuid && process.getuid() === 0 ? ['/var/lib'] : []);
  for (const folder of folders) {
    const { bavail, bsize } = fs.statfsSync(folder);
    const free = (bavail * bsize) / 1e9;
    if (free < needed) {
      throw new Refusal(
        `${folder} has ${free.toFixed(1)} GB free, ${needed} GB are needed. Make room and start again.`,
      );
    }
  }
}

function checkWritable() {
  try {
    fs.accessSync(clone, fs.constants.W_OK);
  } catch (_) {
    throw new Refusal(
      `${clone} cannot be written by this user. Take ownership of it, or clone it somewhere else.`,
    );
  }
}

module.exports = {
  parseNode,
  parseJava,
  isAtLeast,
  checkNode,
  checkInstalledNode,
  checkJavaAndMaven,
  checkDisk,
  checkWritable,
};
