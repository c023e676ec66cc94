import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { execa } from 'execa';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';

const PROGRAMS = ['/usr/sbin/dockerd', '/usr/sbin/ip', '/usr/bin/nsenter'];
const PATIENCE_MS = 60_000;

/** Undefined where a second Engine can be run beside the machine's. */
export async function whyNoOwnEngine(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'not root, so no Engine of its own';
  try {
    for (const program of PROGRAMS) accessSync(program, constants.X_OK);
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoEngine();
}

/**
 * A Docker Engine that a test may restart: all of it, its networks included, in a network namespace of
 * its own, since a second one beside the machine's would take over that one's bridge and rules.
 */
export class AnEngine {
  readonly #folder: string;
  readonly #netns: string;
  #flags: readonly string[] = [];
  #child: ChildProcess | undefined;

  private constructor(folder: string, netns: string) {
    this.#folder = folder;
    this.#netns = netns;
  }

  static async start(): Promise<AnEngine> {
    const folder = await mkdtemp('/tmp/agentpod-engine-');
    const engine = new AnEngine(folder, `agentpod-${randomBytes(3).toString('hex')}`);
    await execa('ip', ['netns', 'add', engine.#netns]);
    await execa('ip', ['-n', engine.#netns, 'link', 'set', 'lo', 'up']);
    await engine.begin();
    const image = await new Docker().getImage(STUB_IMAGE).get();
    await engine.docker.loadImage(image);
    await waitFor('the image', async () => {
      await engine.docker.getImage(STUB_IMAGE).inspect();
      return true;
    });
    return engine;
  }

  get socketPath(): string {
    return join(this.#folder, 'docker.sock');
  }

  get dockerHost(): string {
    return `unix://${this.socketPath}`;
  }

  get docker(): Docker {
    return new Docker({ socketPath: this.socketPath });
  }

  /** What runs a program where this Engine's published ports are. */
  get inside(): readonly string[] {
    return ['nsenter', `--net=/run/netns/${this.#netns}`];
  }

  async begin(flags: readonly string[] = this.#flags): Promise<void> {
    this.#flags = flags;
    // One that was killed leaves them, and such a number may be somebody's by now.
    for (const file of [this.#pidFile, join(this.#folder, 'exec/containerd/containerd.pid')]) {
      await rm(file, { force: true });
    }
    const [program = '', ...before] = this.inside;
    const places = [
      ...['--data-root', join(this.#folder, 'data'), '--exec-root', join(this.#folder, 'exec')],
      ...['-H', this.dockerHost, '--pidfile', this.#pidFile],
    ];
    this.#child = spawn(program, [...before, 'dockerd', ...places, ...flags], { stdio: 'ignore' });
    await waitFor('the Engine', async () => (await this.docker.ping()).toString() === 'OK');
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** The status of an answer, or undefined; asked from where the pods are. */
  async status(url: string): Promise<number | undefined> {
    const [program = '', ...before] = this.inside;
    const curl = ['curl', '-s', '-m', '10', '-o', '/dev/null', '-w', '%{http_code}', url];
    const { stdout } = await execa(program, [...before, ...curl], { reject: false });
    return stdout === '000' ? undefined : Number(stdout);
  }

  /** With all containers, and whatever a killed Engine left running. */
  async remove(): Promise<void> {
    const containers = await this.docker.listContainers({ all: true }).catch(() => []);
    await Promise.allSettled(
      containers.map(({ Id }) => this.docker.getContainer(Id).remove({ force: true, v: true })),
    );
    await this.end();
    await this.#endRest();
    await execa('ip', ['netns', 'del', this.#netns], { reject: false });
    await this.#unmount();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #pidFile(): string {
    return join(this.#folder, 'docker.pid');
  }

  /** containerd and its shims outlive an Engine that is killed. */
  async #endRest(): Promise<void> {
    const { stdout } = await execa('ip', ['netns', 'pids', this.#netns], { reject: false });
    for (const pid of stdout.split('\n').filter((line) => line !== '')) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    await waitFor('its processes to end', async () => {
      const left = await execa('ip', ['netns', 'pids', this.#netns], { reject: false });
      return left.stdout.trim() === '';
    });
  }

  async #unmount(): Promise<void> {
    const mounts = await readFile('/proc/mounts', 'utf8');
    const places = mounts.split('\n').flatMap((line) => line.split(' ')[1] ?? []);
    const ours = places.filter((place) => place.startsWith(`${this.#folder}/`));
    for (const place of ours.reverse()) await execa('umount', ['-l', place], { reject: false });
  }
}

/** What a program that listens on a unix socket answers; undefined when nobody does. */
export function askSocket(
  socketPath: string,
  path: string,
): Promise<{ readonly status: number | undefined; readonly text: string } | undefined> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString() });
      });
    });
    call.on('error', () => resolve(undefined));
    call.end();
  });
}

async function waitFor(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isThere().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
    await sleep(100);
  }
}
