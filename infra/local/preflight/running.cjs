'use strict';
/** What already runs, or ran, from this clone and on the ports that are promised. */
const fs = require('fs');
const net = require('net');
const path = require('path');
const { modules, state, Refusal } = require('./places.cjs');
const versions = require('../versions.json');

/** Data that another version of Awrach made are refused before anything touches them. */
function checkState() {
  const file = path.join(state, 'made-with.json');
  if (!fs.existsSync(file)) return;
  const made = JSON.parse(fs.readFileSync(file, 'utf8'));
  const ours = { layout: true, postgres: !process.env.DATABASE_URL, kafka: !process.env.KAFKA_BROKERS };
  for (const part of Object.keys(ours)) {
    if (!ours[part] || String(made[part]) === String(versions.state[part])) continue;
    throw new Refusal(
      `The data in ${state} were made with ${part} ${made[part]}; this version uses ${part} ${versions.state[part]}. ` +
        '"npm run reset" wipes them; to keep them, check out the version that made them.',
    );
  }
}

/** Processes other than us that run from this clone, by what /proc says of them. Empty where there is no /proc. */
function othersFromHere() {
  const inside = (link) => link === modules || link.startsWith(modules + path.sep);
  const numbers = fs.existsSync('/proc/self/exe')
    ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : [];
  return numbers.filter((pid) => {
    if (Number(pid) === process.pid) return false;
    try {
      return inside(fs.readlinkSync(`/proc/${pid}/exe`));
    } catch (_) {
      return false; // Ended meanwhile, or somebody else's.
    }
  });
}

/** Whether the launcher whose lock lies in the state folder lives: its process id, 0 when it was killed, undefined without lock. */
function launcher() {
  const file = path.join(state, 'launcher.json');
  if (!fs.existsSync(file)) return undefined;
  const { pid } = JSON.parse(fs.readFileSync(file, 'utf8'));
  try {
    process.kill(pid, 0);
    const line = fs.existsSync('/proc/self/exe')
      ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : 'infra/local';
    return line.indexOf('infra/local') >= 0 ? pid : 0;
  } catch (_) {
    return 0;
  }
}

function checkNotRunning() {
  const pid = launcher();
  if (pid)
    throw new Refusal(
      `Awrach already runs from this folder (process ${pid}). Stop it with Ctrl-C there, or: kill ${pid}`,
    );
}

/** A port number given by a variable. Zero stands for any free one. */
function parsePort(name, text, fallback) {
  if (text === undefined || text === '') return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new Refusal(`${name}=${text} is not a port. Give a number from 1 to 65535, or 0 for any free one.`);
}

/** After a `kill -9` of the launcher its processes need up to 5 s to end; their ports are waited for that long. */
async function checkPorts() {
  const wanted = [['PORT', parsePort('PORT', process.env.PORT, 4000), 'the graph']];
  if (!process.env.KAFKA_BROKERS)
    wanted.push(['KAFKA_PORT', parsePort('KAFKA_PORT', process.env.KAFKA_PORT, 9092), 'Kafka']);
  const [first, second] = wanted.map((entry) => entry[1]);
  if (first !== 0 && first === second)
    throw new Refusal(`PORT and KAFKA_PORT are both ${first}. Give them different ones.`);
  const patience = Date.now() + (launcher() === 0 ? 8000 : 0);
  for (const [name, port, purpose] of wanted) {
    for (;;) {
      const problem = port === 0 ? undefined : await listenOnce(port);
      if (!problem) break;
      if (problem === 'EADDRINUSE' && Date.now() < patience) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const why =
        problem === 'EADDRINUSE' ? 'is taken by another process' : `cannot be listened on (${problem})`;
      throw new Refusal(
        `Port ${port}, for ${purpose}, ${why}. Free it, or choose another: ${name}=${port === 65535 ? 65000 : port + 1} npm start`,
      );
    }
  }
}

function listenOnce(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen(port, process.env.HOST || '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}

module.exports = { checkState, othersFromHere, checkNotRunning, parsePort, checkPorts };
