import { execa } from 'execa';

/** Looks at the network from inside a container's network namespace. */

const TCP = `
const [address, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host: address, port: Number(port) });
const end = (answer) => { console.log(answer); process.exit(); };
setTimeout(() => end('no'), 1000);
socket.on('connect', () => end('yes')).on('error', () => end('no'));`;

const UDP = `
const [address, port] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
const end = (answer) => { console.log(answer); process.exit(); };
setTimeout(() => end('no'), 1000);
socket.on('message', () => end('yes')).on('error', () => end('no'));
socket.send('hello', Number(port), address);`;

/** Sends a line now and one after each second; tells how many came back. */
const TALK = `
const [address, port] = process.argv.slice(1);
let back = 0;
const socket = require('node:net').connect({ host: address, port: Number(port) });
const end = () => { console.log(back); process.exit(); };
socket.on('data', () => { back += 1; }).on('error', end);
let sent = 0;
const say = () => { if (sent++ < 6) socket.write('tick'); else end(); };
socket.on('connect', () => { say(); setInterval(say, 1000); });`;

const ASK = `
const { Resolver } = require('node:dns').promises;
const resolver = new Resolver({ timeout: 1500, tries: 1 });
resolver.setServers(['127.0.0.11']);
resolver.resolve4(process.argv[1]).then((found) => console.log(found.join()), () => console.log('no'));`;

/** What Docker's own name server says to the container. */
export async function ask(pid: number, name: string): Promise<string> {
  return inside(pid, ASK, name, 53);
}

/** Whether a TCP connection is answered. */
export async function reaches(pid: number, address: string, port: number): Promise<boolean> {
  return (await inside(pid, TCP, address, port)) === 'yes';
}

/** Whether a datagram comes back. */
export async function echoes(pid: number, address: string, port: number): Promise<boolean> {
  return (await inside(pid, UDP, address, port)) === 'yes';
}

/** Of six lines on one connection, a second apart, how many come back. */
export async function talk(pid: number, address: string, port: number): Promise<number> {
  return Number(await inside(pid, TALK, address, port));
}

async function inside(pid: number, script: string, address: string, port: number): Promise<string> {
  const node = [process.execPath, '-e', script, address, String(port)];
  const { stdout } = await execa('nsenter', ['-t', String(pid), '-n', ...node]);
  return stdout.trim();
}
