import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecaError, execa } from 'execa';
import { claimSlot, type Slot } from '../../integration/fleet/slot.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MIB = 1024 ** 2;
const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: MIB, GiB: 1024 * MIB };

/** `docker-compose.yml` as a user runs it, but under an instance, ports and a folder of its own. */
export interface ComposeProject {
  /** That the names of all its parts start with. */
  readonly name: string;
  readonly ports: { readonly http: number; readonly https: number; readonly agentpod: number };
  /** The database's password, as `scripts/env.sh` made it. */
  readonly password: string;
  run(...argv: readonly string[]): Promise<string>;
  /** `agentpod` inside its container. */
  agentpod(...argv: readonly string[]): Promise<string>;
  /** In the folder that the container sees as `/tenants`. */
  writeManifests(documents: readonly object[]): Promise<void>;
  /** With these variables in place of those of its `.env`; the error's text, or '' when it succeeds. */
  complaint(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<string>;
  /** Container of a service, stopped ones included. */
  container(service: string): Promise<string>;
  /** Bytes that the containers of these services use. */
  memory(services: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** What the Engine has that bears the project's name. */
  leftovers(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** Compose's command line: of the Docker client here, or as `scripts/go-program.sh` built it. */
async function composeProgram(): Promise<readonly string[] | undefined> {
  const plugin = await execa('docker', ['compose', 'version'], { reject: false });
  if (plugin.exitCode === 0 && plugin.stdout.includes('Compose')) return ['docker', 'compose'];
  const script = join(ROOT, 'scripts/go-program.sh');
  const built = await execa(script, ['compose', '--where'], { reject: false });
  return built.exitCode === 0 ? [built.stdout.trim()] : undefined;
}

/** Why there can be no project here; undefined when there can. */
export async function whyNoCompose(images: readonly string[]): Promise<string | undefined> {
  if ((await composeProgram()) === undefined) {
    return 'no Docker Compose: install its plugin, or run "scripts/go-program.sh compose"';
  }
  const { exitCode } = await execa('docker', ['image', 'inspect', ...images], { reject: false });
  return exitCode === 0 ? undefined : 'images are missing: run "make images"';
}

/** `override`: text of one more Compose file, or nothing. */
export async function aComposeProject(override: string): Promise<ComposeProject> {
  const program = await composeProgram();
  if (program === undefined) throw new Error('no Docker Compose');
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-compose-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'tenants'));
  await writeFile(join(folder, 'override.yml'), override || 'services: {}\n');
  const env = join(folder, '.env');
  await execa(join(ROOT, 'scripts/env.sh'), [env]);
  const made = await readFile(env, 'utf8');
  const [http, https, agentpod, postgres] = await freePorts(4);
  const slot = await claimSlot();
  const instance = `compose-${http}`;
  const settings = {
    AGENTPOD_INSTANCE: instance,
    AGENTPOD_TENANTS: join(folder, 'tenants'),
    AGENTPOD_PROXY_BIND: '127.0.0.1',
    AGENTPOD_HTTP_PORT: http,
    AGENTPOD_HTTPS_PORT: https,
    AGENTPOD_PORT: agentpod,
    AGENTPOD_POSTGRES_PORT: postgres,
    AGENTPOD_PORT_RANGE: `${slot.ports.first}-${slot.ports.last}`,
    AGENTPOD_SUBNET_POOL: slot.subnetPool,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(env, made.replace(/^AGENTPOD_TENANTS=.*\n/m, '') + lines.join(''));
  const password = /^POSTGRES_PASSWORD=(.+)$/m.exec(made)?.[1] ?? '';
  const ports = { http, https, agentpod };
  return new Project({ program, folder, instance, password, ports, slot });
}

interface Making {
  readonly program: readonly string[];
  readonly folder: string;
  readonly instance: string;
  readonly password: string;
  readonly ports: ComposeProject['ports'];
  readonly slot: Slot;
}

class Project implements ComposeProject {
  readonly name: string;
  readonly ports: ComposeProject['ports'];
  readonly password: string;
  readonly #making: Making;

  constructor(making: Making) {
    this.name = `agentpod-${making.instance}`;
    this.ports = making.ports;
    this.password = making.password;
    this.#making = making;
  }

  async run(...argv: readonly string[]): Promise<string> {
    const [file = '', ...args] = this.commandLine(argv);
    return (await execa(file, args, { cwd: ROOT, all: true })).stdout;
  }

  agentpod(...argv: readonly string[]): Promise<string> {
    return this.run('exec', '--no-TTY', 'agentpod', 'agentpod', ...argv);
  }

  async writeManifests(documents: readonly object[]): Promise<void> {
    const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
    await writeFile(join(this.#making.folder, 'tenants/tenants.yaml'), text);
  }

  async complaint(
    env: Readonly<Record<string, string>>,
    ...argv: readonly string[]
  ): Promise<string> {
    const [file = '', ...args] = this.commandLine(argv);
    const done = await execa(file, args, { cwd: ROOT, env, reject: false });
    return done.exitCode === 0 ? '' : ((done as ExecaError).stderr?.toString() ?? '');
  }

  async container(service: string): Promise<string> {
    return (await this.run('ps', '--all', '--quiet', service)).trim();
  }

  async memory(services: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const service of services) {
      const container = await this.container(service);
      const format = '{{.MemUsage}}';
      const { stdout } = await execa('docker', [
        'stats',
        '--no-stream',
        '--format',
        format,
        container,
      ]);
      const [, amount, unit = ''] = /^([\d.]+)([KMG]?i?B)/.exec(stdout) ?? [];
      found.set(service, Number(amount) * (UNITS[unit] ?? Number.NaN));
    }
    return found;
  }

  async leftovers(): Promise<readonly string[]> {
    const name = `name=${this.name}`;
    const lists = [
      ['ps', '--all', '--format', '{{.Names}}'],
      ['volume', 'ls', '--format', '{{.Name}}'],
      ['network', 'ls', '--format', '{{.Name}}'],
    ];
    const found = await Promise.all(
      lists.map((list) => execa('docker', [...list, '--filter', name])),
    );
    return found.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
  }

  async remove(): Promise<void> {
    await this.run('down', '--volumes', '--timeout', '10');
    await rm(this.#making.folder, { recursive: true });
    await this.#making.slot.release();
  }

  private commandLine(argv: readonly string[]): readonly string[] {
    const { program, folder } = this.#making;
    const files = ['--env-file', join(folder, '.env'), '--file', 'docker-compose.yml'];
    return [...program, ...files, '--file', join(folder, 'override.yml'), ...argv];
  }
}

/** All are held at once, so that no two are the same. */
async function freePorts(count: number): Promise<[number, number, number, number]> {
  const probes = Array.from({ length: count }, () => createServer());
  await Promise.all(probes.map((probe) => once(probe.listen(0, '127.0.0.1'), 'listening')));
  const ports = probes.map((probe) => {
    const address = probe.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  for (const probe of probes) probe.close();
  return ports as [number, number, number, number];
}
