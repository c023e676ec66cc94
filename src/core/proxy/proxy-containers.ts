import type { ProxyContainerSpec, ProxyRole, ProxySettings } from '../model/proxy.ts';
import type { SecretMaterial } from '../model/secret.ts';
import { hashJson } from '../util/hash.ts';
import { proxyNetworkName, proxyVolumeName } from './names.ts';
import { ACME_ROOT, FILTER_CONFIG_FILE } from './proxy-files.ts';
import { renderSocketFilterConfig, SOCKET_FILTER } from './socket-filter-config.ts';
import { HTTP_PORT, HTTPS_PORT, SOCKET_FILTER_HOST, traefikArgs } from './traefik-args.ts';
import { ACME_DIR, CERTIFICATES_DIR, ROUTES_DIR } from './traefik-paths.ts';

/** The user that the proxy runs as and that its volumes belong to; nobody's in any image. */
export const PROXY_UID = 65532;

/** The Engine's socket belongs to root, and the filter needs nothing else of what root may do. */
const FILTER_USER = '0:0';

const MIB = 1024 ** 2;

export interface ProxyContainer {
  readonly role: ProxyRole;
  readonly spec: ProxyContainerSpec;
  /** `v1-<hex>`: of the spec and of the files and secrets that the process reads once, when it starts. */
  readonly specHash: string;
}

/** In the order in which they start. */
export function proxyContainers(
  instance: string,
  settings: ProxySettings,
  secrets: readonly SecretMaterial[],
): readonly ProxyContainer[] {
  return [socketFilter(instance, settings), traefik(instance, settings, secrets)];
}

function socketFilter(instance: string, { socketFilterImage }: ProxySettings): ProxyContainer {
  const spec: ProxyContainerSpec = {
    image: socketFilterImage,
    command: ['haproxy', '-W', '-db', '-f', `/etc/socket-filter/${FILTER_CONFIG_FILE}`],
    user: FILTER_USER,
    env: {},
    network: proxyNetworkName(instance, 'socket'),
    alias: SOCKET_FILTER_HOST,
    publish: [],
    mounts: [
      {
        volume: proxyVolumeName(instance, 'socket-filter'),
        target: '/etc/socket-filter',
        readOnly: true,
      },
    ],
    engineSocket: true,
    tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,mode=1777,size=4m' },
    resources: { cpus: 0.5, memoryBytes: 64 * MIB, pids: 64 },
    stopGraceSeconds: 2,
  };
  return {
    role: 'socket-filter',
    spec,
    specHash: hashOf(spec, renderSocketFilterConfig(SOCKET_FILTER)),
  };
}

function traefik(
  instance: string,
  settings: ProxySettings,
  secrets: readonly SecretMaterial[],
): ProxyContainer {
  const { bind, httpPort, httpsPort, traefikImage, acme } = settings;
  const volume = (part: 'routes' | 'certificates') => proxyVolumeName(instance, part);
  const spec: ProxyContainerSpec = {
    image: traefikImage,
    command: ['traefik', ...traefikArgs(instance, settings)],
    user: `${PROXY_UID}:${PROXY_UID}`,
    env: acmeEnv(acme?.dnsVariables ?? [], acme?.caFile !== undefined),
    network: proxyNetworkName(instance, 'front'),
    alias: 'traefik',
    publish: [
      { hostIp: bind, hostPort: httpPort, containerPort: HTTP_PORT },
      { hostIp: bind, hostPort: httpsPort, containerPort: HTTPS_PORT },
    ],
    mounts: [
      { volume: volume('routes'), target: ROUTES_DIR, readOnly: true },
      { volume: volume('certificates'), target: CERTIFICATES_DIR, readOnly: false },
    ],
    engineSocket: false,
    tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,mode=1777,size=16m' },
    resources: { cpus: 2, memoryBytes: 256 * MIB, pids: 256 },
    // Open conversations get a moment to end; they come back by themselves.
    stopGraceSeconds: 10,
  };
  const fingerprints = secrets.map(({ name, fingerprint }) => [name, fingerprint]);
  return { role: 'traefik', spec, specHash: hashOf(spec, fingerprints) };
}

/** lego reads a variable's value from the file that its name with `_FILE` names. */
function acmeEnv(variables: readonly string[], ownAuthority: boolean): Record<string, string> {
  return {
    ...Object.fromEntries(variables.map((name) => [`${name}_FILE`, `${ACME_DIR}/${name}`])),
    ...(ownAuthority ? { LEGO_CA_CERTIFICATES: `${ACME_DIR}/${ACME_ROOT}` } : {}),
  };
}

function hashOf(spec: ProxyContainerSpec, content: unknown): string {
  return `v1-${hashJson({ spec, content }).slice(0, 32)}`;
}
