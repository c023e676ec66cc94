import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { createLocalCertificates } from '../../../src/services/certificates/local-certificates.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'tls-proxy.mjs'), 'utf8');
const PORT = '8443/tcp';

export interface TlsProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  /** PEM of the authority to trust. */
  readonly ca: string;
  remove(): Promise<void>;
}

export interface ProxyRequest {
  /** The pod's own container: the proxy runs from its image, in its network. */
  readonly pod: Docker.ContainerInspectInfo;
  /** Address that the proxy has on the pod's network. */
  readonly address: string;
  readonly host: string;
}

/** Stands where Traefik stands, at the address that the gateway takes for its proxy's, or at another. */
export async function startTlsProxy(docker: Docker, request: ProxyRequest): Promise<TlsProxy> {
  const { pod, address, host } = request;
  const [[network = '', endpoint] = []] = Object.entries(pod.NetworkSettings.Networks);
  const { certificate, key, ca } = await certificates(host);
  const container = await docker.createContainer({
    name: `tls-proxy-${randomBytes(4).toString('hex')}`,
    Image: pod.Image,
    Entrypoint: ['node', '--input-type=module', '-e', SCRIPT],
    Env: [`CERTIFICATE=${certificate}`, `KEY=${key}`, `TARGET=${endpoint?.IPAddress}`],
    ExposedPorts: { [PORT]: {} },
    HostConfig: {
      NetworkMode: network,
      PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } } },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const port = Number(NetworkSettings.Ports[PORT]?.[0]?.HostPort);
  return { port, ca, remove: () => container.remove({ force: true }) };
}

async function certificates(host: string) {
  const stateDir = await mkdtemp(join(tmpdir(), 'agentpod-proxy-'));
  try {
    const authority = createLocalCertificates({ stateDir, now: () => new Date() });
    const { certificate, key } = await authority.issue([host]);
    return { certificate, key: key.reveal(), ca: (await authority.authority()) ?? '' };
  } finally {
    await rm(stateDir, { recursive: true });
  }
}
