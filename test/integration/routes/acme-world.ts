import { X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { execa } from 'execa';
import { createLocalCertificates } from '../../../src/services/certificates/local-certificates.ts';
import { createRouteCheck } from '../../../src/services/route-check/verify-route.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aTenant } from '../fleet/manifests.ts';
import { type Pebble, type PebbleGround, startPebble } from './pebble.ts';

const NODE_IMAGE = 'ghcr.io/openclaw/openclaw:2026.9.6';
/** Ports of Traefik's container, where Pebble comes to validate. */
const VALIDATION = { httpPort: 8080, tlsPort: 8443 };

export interface Route {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A fleet whose certificates come from Pebble, in the network of its tenant `acme`. */
export class AcmeWorld implements PebbleGround {
  readonly fleet: Fleet;
  readonly folder: string;
  readonly httpsPort: number;
  #pebble: Pebble | undefined;
  /** Where every name leads unless it is told otherwise: the proxy, as Pebble reaches it. */
  #proxyAddress = '';
  #management = 0;
  readonly #programs: string[] = [];

  private constructor(fleet: Fleet, folder: string) {
    this.fleet = fleet;
    this.folder = folder;
    this.httpsPort = fleet.withProxy();
  }

  static async create(): Promise<AcmeWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'agentpod-acme-'));
    const world = new AcmeWorld(await aFleet(), folder);
    await world.#furnish();
    return world;
  }

  async #furnish(): Promise<void> {
    const { fleet, folder } = this;
    await mkdir(join(folder, 'tls'));
    await fleet.write('acme.yaml', aTenant('acme'));
    await fleet.apply();
    const network = await fleet.engine.docker.getNetwork(this.#network).inspect();
    const subnet = network.IPAM?.Config?.[0]?.Subnet ?? '';
    this.#proxyAddress = subnet.replace(/\.\d+\/\d+$/, '.2');
    const own = createLocalCertificates({ stateDir: folder, now: () => new Date() });
    const { certificate, key } = await own.issue(['pebble.test', 'other-pebble.test']);
    const authority = (await own.authority()) ?? '';
    const proof = { certificate, key: key.reveal(), authority };
    this.#pebble = await startPebble(this, proof, VALIDATION);
    this.#management = await this.published('dns', '8055/tcp');
    await this.point(this.#proxyAddress);
    await writeFile(this.#roots, `${authority}\n${await this.#pebble.root()}`);
    this.#resolveBy(this.#pebble.dnsPort);
    Object.assign(fleet.env, {
      AGENTPOD_ACME_EMAIL: 'somebody@example.com',
      AGENTPOD_ACME_SERVER: 'https://pebble.test:14000/dir',
      AGENTPOD_ACME_CA_FILE: this.#roots,
    });
  }

  /** The fleet asks this world's DNS and no other. */
  #resolveBy(port: number): void {
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${port}`]);
    const routes = createRouteCheck({ publicAddresses: [this.#proxyAddress], resolver });
    this.fleet.services = (real) => ({
      ...real,
      openWorkspace: async (request) => ({ ...(await real.openWorkspace(request)), routes }),
    });
  }

  /** Another authority, trusted as well; answers its directory. */
  async addAuthority(): Promise<string> {
    const root = await this.#pebble?.addAuthority('other-pebble');
    await appendFile(this.#roots, `\n${root}`);
    return 'https://other-pebble.test:14000/dir';
  }

  get #roots(): string {
    return join(this.folder, 'roots.pem');
  }

  get #network(): string {
    return `agentpod-${this.fleet.instance}_acme`;
  }

  container(name: string): string {
    return `${this.fleet.instance}-${name}`;
  }

  get traefik(): string {
    return `agentpod-${this.fleet.instance}__traefik`;
  }

  async addProgram(name: string, flags: readonly string[], argv: readonly string[]): Promise<void> {
    const [program = '', ...rest] = argv;
    this.#programs.push(this.container(name));
    await execa('docker', [
      ...['run', '--detach', '--name', this.container(name), '--network', this.#network],
      ...['--network-alias', `${name}.test`, '--cap-drop', 'ALL', '--init'],
      ...flags,
      ...['--entrypoint', program, NODE_IMAGE, ...rest],
    ]);
  }

  async published(name: string, port: string): Promise<number> {
    const { stdout } = await execa('docker', ['port', this.container(name), port]);
    return Number(stdout.split('\n')[0]?.split(':').at(-1));
  }

  point(address: string): Promise<void> {
    return this.#dns('set-default-ipv4', { ip: address });
  }

  /** One name to one address, whatever the others do. */
  lead(host: string, address: string): Promise<void> {
    return this.#dns('add-a', { host: `${host}.`, addresses: [address] });
  }

  leadHere(host: string): Promise<void> {
    return this.#dns('clear-a', { host: `${host}.` });
  }

  async #dns(command: string, body: object): Promise<void> {
    const url = `http://127.0.0.1:${this.#management}/${command}`;
    const { status } = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`the DNS server answered ${status}`);
  }

  /** What the last pass found of a pod's route. */
  async route(pod: string): Promise<Route | undefined> {
    const { stdout } = await this.fleet.run(['get', 'pods', '-o', 'json']);
    const items: readonly {
      metadata: { tenant: string; name: string };
      status: { conditions: Condition[] };
    }[] = JSON.parse(stdout).items;
    const found = items.find(({ metadata: { tenant, name } }) => `${tenant}/${name}` === pod);
    const route = found?.status.conditions.find(({ type }) => type === 'RouteReady');
    return route && { status: route.status, reason: route.reason, message: route.message };
  }

  /** The certificate that a visitor of the host is shown. */
  shown(host: string): Promise<X509Certificate> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.httpsPort, servername: host };
      const socket = connect({ ...options, rejectUnauthorized: false }, () => {
        const raw = socket.getPeerX509Certificate()?.raw;
        socket.destroy();
        if (raw === undefined) reject(new Error('no certificate'));
        else resolve(new X509Certificate(raw));
      });
      socket.on('error', reject);
    });
  }

  logs(container: string): Promise<string> {
    return execa('docker', ['logs', container], { all: true }).then(({ all }) => all);
  }

  async remove(): Promise<void> {
    await execa('docker', ['rm', '--force', '--volumes', ...this.#programs]);
    await this.fleet.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Condition extends Route {
  readonly type: string;
}
