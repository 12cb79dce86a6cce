'use strict';
const path = require('path');

const clone = path.resolve(__dirname, '../../..');
const modules = path.join(clone, 'node_modules');

/** A failure whose message tells the way out; anything else that is thrown is a fault of ours. */
class Refusal extends Error {}

/** What commands run with: npm puts node_modules/.bin first in PATH, and so do we. */
function environment() {
  const PATH = path.join(modules, '.bin') + path.delimiter + process.env.PATH;
  return Object.assign({}, process.env, { PATH });
}

module.exports = { clone, modules, state: path.join(clone, '.awrach'), Refusal, environment };
