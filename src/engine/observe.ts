import { expectedFile } from '../core/desired/config-text.ts';
import { hostNames } from '../core/egress/policy.ts';
import type { DesiredState } from '../core/model/desired.ts';
import type { EgressPolicy } from '../core/model/egress.ts';
import type { ObservedState, StateRecords } from '../core/model/observed.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { SecretMaterial } from '../core/model/secret.ts';
import { acmeSecretSources } from '../core/proxy/acme-secrets.ts';
import type { ExpectedConfig, ObserveRequest } from '../ports/container-runtime.ts';
import type { FirewallGround } from '../ports/firewall.ts';
import type { Workspace, WorkspaceSettings } from './workspace.ts';

export interface ObserveOptions {
  /** Look into every container and its config, not only at the list. */
  readonly refresh: boolean;
}

/** What the database remembers and what is on the Engine. */
export async function observeState(
  workspace: Workspace,
  desired: DesiredState,
  options: ObserveOptions,
): Promise<ObservedState> {
  const policies = desired.pods.map((pod) => pod.spec.egress);
  return observeImages(workspace, imagesOf(desired, workspace.settings), options, policies);
}

/** The same for image references that are known already; `policies` are those of desired pods. */
export async function observeImages(
  workspace: Workspace,
  images: readonly string[],
  options: ObserveOptions,
  policies: readonly EgressPolicy[] = [],
): Promise<ObservedState> {
  const { firewall, settings } = workspace;
  const looking = lookAt(workspace, images, options);
  const ground = looking.then((seen) => groundOf(seen, policies));
  // It is told below, also when nobody waits for the ground by then.
  ground.catch(() => undefined);
  const [seen, rules] = await Promise.all([
    looking,
    firewall.observe({ instance: settings.instance, ground }),
  ]);
  return { ...seen, firewall: rules };
}

/** What is seen without the host's packet filter. */
type Seen = Omit<ObservedState, 'firewall'>;

async function lookAt(
  workspace: Workspace,
  images: readonly string[],
  { refresh }: ObserveOptions,
): Promise<Seen> {
  const { runtime, store, settings } = workspace;
  const { instance, ports, proxy } = settings;
  const request = { instance, images, ports, ...externalProxy(proxy) };
  const beside = Promise.all([workspace.certificates.status(), acmeSecrets(workspace)]);
  if (!refresh) {
    const [snapshot, early, [certificate, acme]] = await Promise.all([
      runtime.observe({ ...request, detail: false }),
      store.load(),
      beside,
    ]);
    const records = await recordsWith(snapshot, early, store);
    return { ...snapshot, certificate, acmeSecrets: acme, records };
  }
  // The memory comes first: it tells what need not be read again.
  const [early, [certificate, acme]] = await Promise.all([store.load(), beside]);
  const expected = expectedConfigs(early);
  const snapshot = await runtime.observe({ ...request, detail: true, expected });
  const records = await recordsWith(snapshot, early, store);
  return { ...snapshot, certificate, acmeSecrets: acme, records };
}

/**
 * An empty memory over what runs would mean that it was lost. Another pass may just have made its first
 * pod: it records a tenant before it makes anything, so a second look tells the two apart.
 */
async function recordsWith(
  { containers }: Pick<ObservedState, 'containers'>,
  early: StateRecords,
  store: Workspace['store'],
): Promise<StateRecords> {
  const isEmpty = early.tenants.length === 0 && early.pods.length === 0;
  return isEmpty && containers.length > 0 ? store.load() : early;
}

/** Names in the rules of pods that are only on record are looked up as well. */
function groundOf({ records, networks }: Seen, policies: readonly EgressPolicy[]): FirewallGround {
  const applied = records.pods.flatMap((record) => record.applied?.egress ?? []);
  return {
    bridges: networks.map(({ bridge }) => bridge),
    hosts: hostNames([...policies, ...applied]),
  };
}

/** Every image that a plan for this state may need, sorted. */
export function imagesOf(desired: DesiredState, { proxy }: WorkspaceSettings): readonly string[] {
  const routed = desired.pods.some((pod) => pod.hosts.length > 0);
  const ours =
    proxy.mode === 'managed' && routed ? [proxy.traefikImage, proxy.socketFilterImage] : [];
  return [...new Set([...desired.pods.map((pod) => pod.spec.image), ...ours])].sort();
}

function externalProxy({
  mode,
  externalContainer,
}: WorkspaceSettings['proxy']): Pick<ObserveRequest, 'externalProxy'> {
  return mode === 'external' ? { externalProxy: externalContainer } : {};
}

async function acmeSecrets({ secrets, settings }: Workspace): Promise<readonly SecretMaterial[]> {
  const { mode, acme } = settings.proxy;
  if (mode !== 'managed' || acme === undefined) return [];
  return Promise.all(
    acmeSecretSources(acme).map(async ({ name, source }) => ({
      name,
      source,
      fingerprint: secrets.fingerprint(await secrets.read(source)),
    })),
  );
}

function expectedConfigs({ pods }: StateRecords): Map<PodKey, ExpectedConfig> {
  return new Map(
    pods.flatMap(({ key, applied }) =>
      applied === undefined
        ? []
        : [[key, { files: applied.files, stats: applied.files.map(expectedFile) }]],
    ),
  );
}
