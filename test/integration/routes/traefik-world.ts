import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A real Traefik of its own, networks, and agents behind it; removed with all that it made. */

const TRAEFIK_IMAGE = 'traefik:v3.7.13';
/** Any image with Node: the agents here are a script of the test's. */
const NODE_IMAGE = 'ghcr.io/openclaw/openclaw:2026.9.6';
const AGENT = join(import.meta.dirname, 'agent.cjs');
const LABEL = 'agentpod-test.routes';
export const AGENT_PORT = 18_789;

export interface AgentOptions {
  readonly network?: string;
  readonly mode?: string;
  /** What it listens on; not what its label says. */
  readonly port?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RouteOptions {
  readonly service: string;
  /** YAML of the router's further keys. */
  readonly router?: string;
  readonly certResolver?: string;
  /** YAML of middlewares by name. */
  readonly middlewares?: string;
}

/** Why these tests cannot run; undefined when they can. */
export async function whyNoTraefik(): Promise<string | undefined> {
  for (const image of [TRAEFIK_IMAGE, NODE_IMAGE]) {
    const { exitCode } = await execa('docker', ['image', 'inspect', image], { reject: false });
    if (exitCode !== 0) return `(LEFT OUT: no Engine with ${image})`;
  }
  return undefined;
}

export class TraefikWorld {
  readonly run = `routes-${randomBytes(4).toString('hex')}`;
  /** The tenant's network, which Traefik is in. */
  readonly network = `${this.run}-acme`;
  readonly folder: string;
  #ports: readonly number[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<TraefikWorld> {
    const world = await TraefikWorld.create();
    await world.startTraefik();
    return world;
  }

  /** Without Traefik, for what has to be there before it. */
  static async create(): Promise<TraefikWorld> {
    const world = new TraefikWorld(await mkdtemp(join(tmpdir(), 'agentpod-routes-')));
    await chmod(world.folder, 0o755);
    await mkdir(join(world.folder, 'routes'));
    await mkdir(join(world.folder, 'tls'));
    await world.addNetwork(world.network);
    return world;
  }

  get httpsPort(): number {
    return this.#ports[0] ?? 0;
  }

  /** Redirects to HTTPS. */
  get httpPort(): number {
    return this.#ports[1] ?? 0;
  }

  /** Does not redirect. */
  get barePort(): number {
    return this.#ports[2] ?? 0;
  }

  async addNetwork(name: string): Promise<void> {
    await execa('docker', ['network', 'create', '--label', `${LABEL}=${this.run}`, name]);
  }

  /** Labelled as a pod's container, unless `labels` say otherwise. Answers its name. */
  async addAgent(id: string, options: AgentOptions = {}): Promise<string> {
    const { network = this.network, mode = '', port = AGENT_PORT } = options;
    const labels = options.labels ?? this.labels(id);
    await execa('docker', [
      ...['run', '--detach', '--name', `${this.run}-${id}`, '--network', network],
      ...['--cap-drop', 'ALL', '--memory', '128m', '--init'],
      ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
      ...['--label', `${LABEL}=${this.run}`],
      ...['--env', `ID=${id}`, '--env', `MODE=${mode}`, '--env', `PORT=${port}`],
      ...['--entrypoint', 'node', NODE_IMAGE, '-e', await readFile(AGENT, 'utf8')],
    ]);
    return `${this.run}-${id}`;
  }

  /** Any other program in the world's network, as `name.test`. */
  async addProgram(name: string, flags: readonly string[], argv: readonly string[]): Promise<void> {
    const [program = '', ...rest] = argv;
    await execa('docker', [
      ...['run', '--detach', '--name', `${this.run}-${name}`, '--network', this.network],
      ...['--network-alias', `${name}.test`, '--label', `${LABEL}=${this.run}`],
      ...['--cap-drop', 'ALL', '--init'],
      ...flags,
      ...['--entrypoint', program, NODE_IMAGE, ...rest],
    ]);
  }

  /** The host's port for a container's. */
  async published(name: string, port: string): Promise<number> {
    const { stdout } = await execa('docker', ['port', `${this.run}-${name}`, port]);
    return Number(stdout.split('\n')[0]?.split(':').at(-1));
  }

  /** Within the world's network. */
  async addressOf(name: string): Promise<string> {
    const format = `{{(index .NetworkSettings.Networks "${this.network}").IPAddress}}`;
    const of = `${this.run}-${name}`;
    return (await execa('docker', ['inspect', '--format', format, of])).stdout.trim();
  }

  labels(id: string, port = AGENT_PORT, network = this.network): Record<string, string> {
    return {
      'traefik.enable': 'true',
      'traefik.docker.network': network,
      [`traefik.http.services.${id}.loadbalancer.server.port`]: String(port),
    };
  }

  /** A file of the routes folder: one router for a host. */
  async addRoute(
    host: string,
    { service, router, middlewares, certResolver }: RouteOptions,
  ): Promise<void> {
    const name = host.replaceAll('.', '-');
    const lines = [
      'http:',
      '  routers:',
      `    ${name}:`,
      `      rule: Host(\`${host}\`)`,
      '      entryPoints: [websecure]',
      `      service: ${service}@docker`,
      `      tls: { ${certResolver === undefined ? '' : `certResolver: ${certResolver}`} }`,
      ...(router === undefined ? [] : [`      ${router}`]),
      ...(middlewares === undefined ? [] : ['  middlewares:', `    ${middlewares}`]),
    ];
    await this.#write(`${name}.yml`, lines.join('\n'));
  }

  /** `default`: for every host that no other one is for. */
  async addCertificate(
    name: string,
    certificate: string,
    key: string,
    use: 'named' | 'default' = 'named',
  ): Promise<void> {
    await writeFile(join(this.folder, 'tls', `${name}.crt`), certificate);
    await writeFile(join(this.folder, 'tls', `${name}.key`), key);
    const files = `{ certFile: /tls/${name}.crt, keyFile: /tls/${name}.key }`;
    const text =
      use === 'named'
        ? `certificates: [${files}]`
        : `stores: { default: { defaultCertificate: ${files} } }`;
    await this.#write(`tls-${name}.yml`, `tls: { ${text} }\n`);
  }

  async logs(): Promise<string> {
    const { all } = await execa('docker', ['logs', `${this.run}-traefik`], { all: true });
    return all;
  }

  async remove(): Promise<void> {
    const ours = ['--filter', `label=${LABEL}=${this.run}`, '--quiet'];
    const { stdout: containers } = await execa('docker', ['ps', '--all', ...ours]);
    const ids = containers.split('\n').filter(Boolean);
    if (ids.length > 0) await execa('docker', ['rm', '--force', '--volumes', ...ids]);
    const { stdout: networks } = await execa('docker', ['network', 'ls', ...ours]);
    for (const id of networks.split('\n').filter(Boolean)) {
      await execa('docker', ['network', 'rm', id]);
    }
    await rm(this.folder, { recursive: true });
  }

  /** The socket is given to this test's Traefik alone; what it may see is narrowed by the label. */
  async startTraefik({
    args = [],
    flags = [],
  }: {
    readonly args?: readonly string[];
    readonly flags?: readonly string[];
  } = {}): Promise<void> {
    const ports = ['443', '80', '81'];
    const name = `${this.run}-traefik`;
    await execa('docker', [
      ...['run', '--detach', '--name', name, '--network', this.network],
      ...['--label', `${LABEL}=${this.run}`, '--memory', '256m'],
      ...ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]),
      ...['--volume', '/var/run/docker.sock:/var/run/docker.sock:ro'],
      ...['--volume', `${this.folder}/routes:/routes:ro`],
      ...['--volume', `${this.folder}/tls:/tls:ro`],
      ...flags,
      TRAEFIK_IMAGE,
      '--providers.docker=true',
      '--providers.docker.exposedByDefault=false',
      `--providers.docker.constraints=Label(\`${LABEL}\`,\`${this.run}\`)`,
      '--providers.providersThrottleDuration=100ms',
      '--providers.file.directory=/routes',
      '--providers.file.watch=true',
      '--entryPoints.websecure.address=:443',
      '--entryPoints.web.address=:80',
      '--entryPoints.web.http.redirections.entryPoint.to=websecure',
      '--entryPoints.bare.address=:81',
      '--global.checkNewVersion=false',
      '--global.sendAnonymousUsage=false',
      '--log.level=INFO',
      ...args,
    ]);
    this.#ports = await Promise.all(ports.map((port) => this.published('traefik', `${port}/tcp`)));
  }

  /** Whole or not at all: Traefik reads the folder whenever something stirs in it. */
  async #write(name: string, text: string): Promise<void> {
    const file = join(this.folder, 'routes', name);
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  }
}
