'use strict';
/*
 * Runs before `npm start`, `npm run dev` and `npm test`, in a clone that may hold nothing but what git gave it: checks
 * that the machine has what is needed, installs when the lock file asks for it, builds, and composes the supergraph.
 * This folder has no dependency and no syntax younger than Node 12, so that an old Node can read it and say so.
 *
 *   node infra/local/preflight/run.cjs start|test|tool
 */
const {
  checkDisk,
  checkInstalledNode,
  checkJavaAndMaven,
  checkNode,
  checkWritable,
} = require('./machine.cjs');
const { checkNotRunning, checkPorts, checkState } = require('./running.cjs');
const { build, compose, install } = require('./install.cjs');
const { Refusal } = require('./places.cjs');

const purposes = {
  async start() {
    checkMachine();
    checkNotRunning();
    checkState();
    await checkPorts();
    install();
    checkInstalledNode();
    build();
    compose();
  },
  /** Tests of the whole system run what is built and composed. */
  async test() {
    checkMachine();
    install();
    checkInstalledNode();
    build();
    compose();
  },
  /** For what works on a clone that was started before. */
  async tool() {
    checkNode();
    checkInstalledNode();
  },
};

function checkMachine() {
  checkNode();
  checkWritable();
  checkDisk();
  if (!process.env.KAFKA_BROKERS) checkJavaAndMaven();
}

const purpose = process.argv[2];
if (!Object.hasOwn(purposes, purpose)) throw new Error(`run.cjs ${Object.keys(purposes).join('|')}`);
purposes[purpose]().catch((error) => {
  console.error(error instanceof Refusal ? `\n  ✗ ${error.message}\n` : error);
  if (purpose === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
