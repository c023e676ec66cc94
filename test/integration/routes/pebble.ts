import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execaSync } from 'execa';

/** Pebble, the ACME server for tests, with a DNS of its own, in the network of a world. */

const SCRIPT = join(import.meta.dirname, '../../../scripts/test-tools.sh');
const found = execaSync(SCRIPT, ['--where', 'pebble'], { reject: false });
const folder = found.exitCode === 0 ? found.stdout.trim() : '';
const TOOLS = existsSync(join(folder, 'pebble')) ? folder : undefined;

export const NO_PEBBLE = TOOLS === undefined ? '(LEFT OUT: run scripts/test-tools.sh)' : undefined;

export interface Pebble {
  /** Of its DNS server on this machine. */
  readonly dnsPort: number;
  /** Lets every name lead to an address. */
  point(address: string): Promise<void>;
  /** PEM of the root that it issues from; another one at each start. */
  root(): Promise<string>;
  /** Starts a second one at `https://NAME.test:14000/dir`; answers its root. */
  addAuthority(name: string): Promise<string>;
}

export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** Where its programs run, and Traefik beside them. */
export interface PebbleGround {
  /** Has a folder `tls`. */
  readonly folder: string;
  /** In a container, as `name.test`. */
  addProgram(name: string, flags: readonly string[], argv: readonly string[]): Promise<void>;
  /** The host's port for a container's. */
  published(name: string, port: string): Promise<number>;
}

/** Where Traefik's container listens for plain HTTP and for TLS. */
interface ValidationPorts {
  readonly httpPort: number;
  readonly tlsPort: number;
}

const USUAL_PORTS: ValidationPorts = { httpPort: 80, tlsPort: 443 };

/** Traefik asks it at `https://pebble.test:14000/dir`, and trusts `/tls/pebble-ca.crt` for that. */
export async function startPebble(
  world: PebbleGround,
  own: OwnCertificate,
  ports = USUAL_PORTS,
): Promise<Pebble> {
  const tls = (name: string): string => join(world.folder, 'tls', name);
  await writeFile(tls('pebble.crt'), own.certificate);
  await writeFile(tls('pebble.key'), own.key);
  await writeFile(tls('pebble-ca.crt'), own.authority);
  await writeFile(tls('pebble.json'), JSON.stringify({ pebble: { ...CONFIG, ...ports } }));
  const mounts = ['--volume', `${TOOLS}:/tools:ro`, '--volume', `${world.folder}/tls:/tls:ro`];
  // Root within the container, with no capability: the programs' folder is its owner's alone.
  const flags = [...mounts, '--user', '0:0'];
  const publish = (...ports: string[]): string[] =>
    ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]);
  await world.addProgram('dns', [...flags, ...publish('8053/udp', '8055')], DNS);
  const webhook = await readFile(join(import.meta.dirname, 'dns-webhook.cjs'), 'utf8');
  await world.addProgram('webhook', [], ['node', '-e', webhook]);
  // Never a wait of up to 15 s before a validation, nor a refused nonce for exercise.
  const env = ['--env', 'PEBBLE_VA_NOSLEEP=1', '--env', 'PEBBLE_WFE_NONCEREJECT=0'];
  const startAuthority = async (name: string): Promise<() => Promise<string>> => {
    await world.addProgram(name, [...flags, ...env, ...publish('15000')], PEBBLE);
    const issuing = await world.published(name, '15000/tcp');
    return () => getText(issuing, own.authority);
  };
  const root = await startAuthority('pebble');
  const management = await world.published('dns', '8055/tcp');
  return {
    dnsPort: await world.published('dns', '8053/udp'),
    point: async (ip) => {
      const body = JSON.stringify({ ip });
      const url = `http://127.0.0.1:${management}/set-default-ipv4`;
      const { status } = await fetch(url, { method: 'POST', body });
      if (status !== 200) throw new Error(`the DNS server answered ${status}`);
    },
    root,
    addAuthority: async (name) => (await startAuthority(name))(),
  };
}

const CONFIG = {
  listenAddress: '0.0.0.0:14000',
  managementListenAddress: '0.0.0.0:15000',
  certificate: '/tls/pebble.crt',
  privateKey: '/tls/pebble.key',
  ocspResponderURL: '',
  externalAccountBindingRequired: false,
  // Long enough for a look while the certificate is on its way.
  retryAfter: { authz: 1, order: 1 },
  keyAlgorithm: 'ecdsa',
  profiles: { default: { description: '', validityPeriod: 7_776_000 } },
};

const PEBBLE = ['/tools/pebble', '-config', '/tls/pebble.json', '-dnsserver', 'dns.test:8053'];
const DNS = [
  ...['/tools/pebble-challtestsrv', '-defaultIPv4', '', '-defaultIPv6', '', '-doh', ''],
  ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-dnsserver', ':8053'],
];

function getText(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const how = { host: '127.0.0.1', port, path: '/roots/0', servername: 'pebble.test', ca };
    get({ ...how, agent: false }, (answer) => text(answer).then(resolve, reject)).on(
      'error',
      reject,
    );
  });
}
