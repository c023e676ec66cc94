import type { DesiredPod, DesiredTenant, ResolvedPodSpec } from '../src/core/model/desired.ts';
import { type PodKey, splitPodKey } from '../src/core/model/resource.ts';
import type { SecretMaterial } from '../src/core/model/secret.ts';
import type { PodAllocation } from '../src/core/model/target.ts';
import { DEFAULT_PROXY } from '../src/core/proxy/defaults.ts';

/** Makes valid desired values for tests; a test names only what it is about. */
export interface PodOverrides extends Partial<Omit<DesiredPod, 'spec' | 'key'>> {
  readonly key?: PodKey;
  readonly spec?: Partial<ResolvedPodSpec>;
}

const MIB = 1024 ** 2;
const POSITION = { file: 'tenants.yaml', line: 1, column: 1 } as const;

export function aPod(overrides: PodOverrides = {}): DesiredPod {
  const key = overrides.key ?? 'acme/agent';
  const { tenant, pod } = splitPodKey(key);
  return {
    key,
    tenant,
    name: pod,
    labels: {},
    agent: 'openclaw',
    suspended: false,
    leftAlone: false,
    requestedAt: '',
    hosts: [],
    secrets: [],
    routeSecrets: [],
    position: POSITION,
    ...overrides,
    spec: aPodSpec(overrides.spec),
  };
}

function aPodSpec(overrides: Partial<ResolvedPodSpec> = {}): ResolvedPodSpec {
  return {
    image: 'ghcr.io/openclaw/openclaw:2026.9.6',
    resources: { cpus: 1, memoryBytes: 1536 * MIB, pids: 512 },
    env: {},
    deletionPolicy: 'retain',
    onUnhealthy: 'restart',
    readiness: { channels: 'required' },
    egress: { default: 'open', allow: [] },
    ...overrides,
  };
}

export function aTenant(overrides: Partial<DesiredTenant> = {}): DesiredTenant {
  return { name: 'acme', labels: {}, spec: {}, position: POSITION, ...overrides };
}

export function anAllocation(overrides: Partial<PodAllocation> = {}): PodAllocation {
  return {
    uid: '00000000-0000-4000-8000-000000000001',
    port: 20000,
    network: 'agentpod_acme',
    address: '10.201.0.64',
    proxyAddress: '10.201.0.2',
    proxy: DEFAULT_PROXY,
    door: undefined,
    tokenFingerprint: 'f00dfeedf00dfeed',
    ...overrides,
  };
}

/** A secret from the environment variable of the same name in capitals. */
export function aSecret(name: string, overrides: Partial<SecretMaterial> = {}): SecretMaterial {
  const variable = name.toUpperCase().replaceAll('-', '_');
  return {
    name,
    source: { kind: 'env', name: variable },
    fingerprint: '0123456789abcdef',
    ...overrides,
  };
}
