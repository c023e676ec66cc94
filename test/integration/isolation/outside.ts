import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';

/**
 * A stand-in for the world outside: a network namespace of this machine that holds a public, a private
 * and the metadata address. Nothing that is sent there leaves the machine.
 */
export const PUBLIC = '203.0.113.10';
export const OTHER_PUBLIC = '203.0.113.11';
export const PRIVATE = '10.99.77.10';
export const METADATA = '169.254.169.254';
/** The host's own address towards it. */
export const HOST = '203.0.113.1';
/** Where it answers on each of its addresses. */
const PORTS = [53, 80, 8443] as const;

const NAMESPACE = 'agentpod-outside';
const HERE = 'agentpod-out0';
const THERE = 'agentpod-out1';

/** What every name stands for there. */
export const ANSWER = '203.0.113.99';

/** Echoes on TCP and UDP; a query for a name is answered. */
const SERVER = `
const net = require('node:net'), dgram = require('node:dgram');
let waiting = ${PORTS.length * 2};
const answer = (query) => {
  // Header, the one question, and an A record that points back to its name.
  const end = query.indexOf(0, 12) + 5;
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180, 2); head.writeUInt16BE(1, 6); head.writeUInt16BE(0, 8); head.writeUInt16BE(0, 10);
  return Buffer.concat([head, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ${ANSWER.replaceAll('.', ', ')}])]);
};
const up = () => { if (--waiting === 0) console.log('up'); };
for (const port of ${JSON.stringify(PORTS)}) {
  net.createServer((socket) => { socket.on('error', () => {}); socket.pipe(socket); }).listen(port, '0.0.0.0', up);
  const udp = dgram.createSocket('udp4');
  udp.on('message', (data, from) => udp.send(data.length < 12 ? data : answer(data), from.port, from.address));
  udp.bind(port, '0.0.0.0', up);
}`;

export interface Outside {
  /** Source addresses of what arrived are the host's: Docker masquerades. */
  remove(): Promise<void>;
}

export async function makeOutside(): Promise<Outside> {
  await takeDown();
  await ip('netns', 'add', NAMESPACE);
  await ip('link', 'add', HERE, 'type', 'veth', 'peer', 'name', THERE, 'netns', NAMESPACE);
  await ip('addr', 'add', `${HOST}/24`, 'dev', HERE);
  await ip('link', 'set', HERE, 'up');
  await ip('-n', NAMESPACE, 'link', 'set', THERE, 'up');
  for (const address of [`${PUBLIC}/24`, `${OTHER_PUBLIC}/24`, `${PRIVATE}/32`, `${METADATA}/32`]) {
    await ip('-n', NAMESPACE, 'addr', 'add', address, 'dev', THERE);
  }
  await ip('-n', NAMESPACE, 'route', 'add', 'default', 'via', HOST);
  for (const address of [PRIVATE, METADATA]) await ip('route', 'add', `${address}/32`, 'dev', HERE);
  const server = await startServer();
  return {
    async remove() {
      server.kill('SIGKILL');
      await takeDown();
    },
  };
}

async function startServer(): Promise<ChildProcess> {
  const args = ['netns', 'exec', NAMESPACE, process.execPath, '-e', SERVER];
  const server = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([once(server.stdout, 'data'), once(server, 'exit').then(diedEarly)]);
  return server;
}

function diedEarly(): never {
  throw new Error('the stand-in for the world outside did not start');
}

/** Routes go with the interface. */
async function takeDown(): Promise<void> {
  await execa('ip', ['link', 'del', HERE], { reject: false });
  await execa('ip', ['netns', 'del', NAMESPACE], { reject: false });
}

async function ip(...args: readonly string[]): Promise<void> {
  await execa('ip', args);
}
