import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { execa } from 'execa';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { pinned } from '../../images.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';

/** A fleet whose pods are reached by their hosts, through the reverse proxy that AgentPod manages. */
export interface RoutedFleet {
  readonly fleet: Fleet;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Name of the proxy's container. */
  readonly proxy: string;
  /** `agentpod apply`, which must succeed. */
  apply(): Promise<void>;
  /** PEM of the local authority; there is one after the first apply. */
  authority(): Promise<string>;
  /** Over TLS, with the chain of certificates proved. */
  ask(host: string, path: string, asking?: Asking): Promise<Answer>;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Why there can be no such fleet here; undefined when there can. */
export async function whyNoProxy(): Promise<string | undefined> {
  const images = ['TRAEFIK_IMAGE', 'SOCKET_FILTER_IMAGE', 'OPENCLAW_IMAGE', 'STUB_IMAGE'];
  const { exitCode, stderr } = await execa('docker', ['image', 'inspect', ...images.map(pinned)], {
    reject: false,
  });
  return exitCode === 0 ? undefined : `${stderr.trim()} (run scripts/images.sh)`;
}

/** `bind`: where the proxy listens; on the loopback address unless said. */
export async function aRoutedFleet(bind = '127.0.0.1'): Promise<RoutedFleet> {
  const fleet = await aFleet();
  const httpsPort = fleet.withProxy();
  fleet.env['AGENTPOD_PROXY_BIND'] = bind;
  let authority: string | undefined;
  const readAuthority = async () => {
    authority ??= (await fleet.run(['proxy', 'ca'])).stdout;
    return authority;
  };
  return {
    fleet,
    httpPort: Number(fleet.env['AGENTPOD_HTTP_PORT']),
    httpsPort,
    proxy: `agentpod-${fleet.instance}__traefik`,
    async apply() {
      const ran = await fleet.apply();
      if (ran.exitCode !== 0) throw new Error(`apply ended with ${ran.exitCode}: ${ran.stderr}`);
    },
    authority: readAuthority,
    ask: async (host, path, asking) =>
      ask({ host, path, port: httpsPort, ca: await readAuthority() }, asking),
  };
}

interface Target {
  readonly host: string;
  readonly path: string;
  readonly port: number;
  readonly ca: string;
}

function ask({ host, path, port, ca }: Target, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = asking;
  const named = { Host: `${host}:${port}`, ...headers };
  const options = { host: '127.0.0.1', port, path, method, ca, servername: host, agent: false };
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, headers: named }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode = 0, headers: found } = answer;
        resolve({ status: statusCode, headers: found, body: Buffer.concat(parts).toString() });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Ready at once, and answers with what reached it. */
export async function anEcho(name: PodKey, spec: Readonly<Record<string, unknown>>) {
  const program = await readFile(join(import.meta.dirname, 'echo-agent.cjs'), 'utf8');
  return {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      agent: 'generic',
      image: pinned('OPENCLAW_IMAGE'),
      resources: { cpus: 1, memory: '128Mi', pids: 64 },
      generic: { port: 18_789, healthPath: '/readyz', command: ['node', '-e', program] },
      env: { ID: name },
      ...spec,
    },
  };
}

/** What an `anEcho` answered with. */
export interface Echo {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly bytes: number;
  /** By name in lower case, as they came: several of one name are several. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export function echoOf({ body }: Pick<Answer, 'body'>): Echo {
  const said = JSON.parse(body) as Omit<Echo, 'headers'> & { readonly rawHeaders: string[] };
  const headers = new Map<string, string[]>();
  for (let index = 0; index < said.rawHeaders.length; index += 2) {
    const name = said.rawHeaders[index]?.toLowerCase() ?? '';
    headers.set(name, [...(headers.get(name) ?? []), said.rawHeaders[index + 1] ?? '']);
  }
  return { ...said, headers };
}
