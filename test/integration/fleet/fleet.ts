import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { tableName } from '../../../src/core/egress/rules.ts';
import { embeddedStatus } from '../../../src/services/database/embedded/server.ts';
import { makeStateDir, removeStateDir } from '../temporary-state.ts';
import { type DatabaseState, databaseDump, databaseState } from './database-view.ts';
import { EngineView } from './engine-view.ts';
import { type Env, type Ran, runInProcess, type Services } from './in-process.ts';
import { claimSlot, type Slot } from './slot.ts';

/** `diff -o json` as far as tests look at it. */
export interface Diff {
  readonly changes: readonly {
    readonly subject: string;
    readonly section: 'pending' | 'drift';
    readonly path: string;
  }[];
}

/** Another Engine than the machine's own. */
export interface FleetGround {
  readonly socketPath: string;
  readonly inside: readonly string[];
}

/** A child process of the built program; awaiting it never rejects. */
export type Child = ReturnType<Fleet['start']>;

/**
 * A whole AgentPod of its own on the machine's Engine: an instance, a state folder with an embedded
 * database, and a folder of manifests. `remove` takes all of it away, whatever a test left behind.
 */
export class Fleet {
  readonly instance: string;
  readonly stateDir: string;
  /** The folder of manifests. */
  readonly folder: string;
  readonly slot: Slot;
  readonly engine: EngineView;
  /** Of every command line; a test may add to it. */
  readonly env: Record<string, string>;
  /** For what cannot be real, such as the world's DNS. */
  services: Services | undefined;

  /** What a process of its own is run by, before the program and its arguments. */
  readonly #inside: readonly string[];

  constructor(instance: string, stateDir: string, slot: Slot, ground?: FleetGround) {
    this.instance = instance;
    this.stateDir = stateDir;
    this.slot = slot;
    this.folder = join(dirname(stateDir), 'manifests');
    this.engine = new EngineView(instance, ground?.socketPath);
    this.#inside = ground?.inside ?? [];
    this.env = {
      PATH: process.env['PATH'] ?? '',
      AGENTPOD_INSTANCE: instance,
      AGENTPOD_STATE_DIR: stateDir,
      AGENTPOD_PORT_RANGE: `${slot.ports.first}-${slot.ports.last}`,
      AGENTPOD_SUBNET_POOL: slot.subnetPool,
      // Tests that are about the proxy give it ports of its own.
      AGENTPOD_PROXY: 'off',
      ...(ground === undefined ? {} : { DOCKER_HOST: `unix://${ground.socketPath}` }),
    };
  }

  /** A reverse proxy of its own, on the last two ports of the slot; answers the one for HTTPS. */
  withProxy(): number {
    const httpsPort = this.slot.ports.last;
    this.env['AGENTPOD_PROXY'] = 'managed';
    this.env['AGENTPOD_PROXY_BIND'] = '127.0.0.1';
    this.env['AGENTPOD_HTTP_PORT'] = String(httpsPort - 1);
    this.env['AGENTPOD_HTTPS_PORT'] = String(httpsPort);
    this.env['AGENTPOD_PORT_RANGE'] = `${this.slot.ports.first}-${httpsPort - 2}`;
    return httpsPort;
  }

  /** Replaces one file of the folder; `name` may hold slashes. Returns its path. */
  async write(name: string, ...documents: readonly object[]): Promise<string> {
    const text = documents.map((document) => stringify(document)).join('---\n');
    return this.writeText(name, text);
  }

  async writeText(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  async erase(name: string): Promise<void> {
    await rm(join(this.folder, name), { recursive: true });
  }

  /** In this process. */
  run(argv: readonly string[], env: Env = {}): Promise<Ran> {
    const how = { cwd: this.folder, env: { ...this.env, ...env } };
    const { services } = this;
    return runInProcess(argv, services === undefined ? how : { ...how, services });
  }

  apply(...flags: readonly string[]): Promise<Ran> {
    return this.run(['apply', '-f', '.', '--yes', ...flags]);
  }

  async diff(...flags: readonly string[]): Promise<Ran & Diff> {
    const ran = await this.run(['diff', '-f', '.', '-o', 'json', ...flags]);
    const { changes } = JSON.parse(ran.stdout || '{"changes":[]}') as Diff;
    return { ...ran, changes };
  }

  /** In a process of its own, which a test may kill. */
  start(argv: readonly string[], env: Env = {}) {
    const [program = '', ...args] = [...this.#inside, process.execPath, inject('program'), ...argv];
    return execa(program, args, {
      cwd: this.folder,
      env: { ...this.env, ...env },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
  }

  databaseState(): Promise<DatabaseState> {
    return databaseState(this.stateDir);
  }

  databaseDump(): Promise<string> {
    return databaseDump(this.stateDir);
  }

  async databasePid(): Promise<number | undefined> {
    return (await embeddedStatus(this.stateDir)).pid;
  }

  async remove(): Promise<void> {
    const results = await Promise.allSettled([
      removeRules(this.instance),
      this.engine.removeAll(),
      removeStateDir(this.stateDir),
      this.slot.release(),
    ]);
    const problems = results.flatMap((item) => (item.status === 'rejected' ? [item.reason] : []));
    if (problems.length > 0) throw new AggregateError(problems, `${this.instance} left something`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

/** Without root there are none. */
async function removeRules(instance: string): Promise<void> {
  await execa('nft', ['delete', 'table', 'inet', tableName(instance)], { reject: false });
}

export async function aFleet(ground?: FleetGround): Promise<Fleet> {
  const slot = await claimSlot();
  const instance = `fleet-${randomBytes(3).toString('hex')}`;
  const fleet = new Fleet(instance, await makeStateDir(), slot, ground);
  await mkdir(fleet.folder, { recursive: true });
  return fleet;
}
