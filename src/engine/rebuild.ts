import { GATEWAY_TOKEN } from '../core/desired/secret-names.ts';
import type { DesiredState } from '../core/model/desired.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { ObservedContainer, ObservedState } from '../core/model/observed.ts';
import { podSubject } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';
import { NO_PRUNE } from '../core/plan/options.ts';
import {
  FIRST_TOKEN,
  planRebuild,
  type Rebuild,
  type RebuiltPod,
  unknownPods,
} from '../core/plan/rebuild.ts';
import { updateConditions } from '../core/status/conditions.ts';
import { conditionsFor, type PodEnding } from '../core/status/pod-conditions.ts';
import { observeState } from './observe.ts';
import type { Workspace } from './workspace.ts';

export interface RebuildOptions {
  /** Add what is unknown to a state that knows something; without it such a state is refused. */
  readonly addMissing: boolean;
  /** Rejects when this process is no longer the one writer. */
  readonly guard: () => Promise<void>;
}

export interface RebuildResult extends Rebuild {
  /** Sentences on what could not be read back. */
  readonly lost: readonly string[];
}

type Secrets = ReadonlyMap<string, Secret>;

/**
 * Remembers again what runs: identities, leases, generations, what was applied, and gateway tokens,
 * from labels, containers and volumes. Nothing on the Engine is changed. `StateNotEmpty` (Conflict).
 */
export async function rebuildState(
  workspace: Workspace,
  desired: DesiredState,
  { addMissing, guard }: RebuildOptions,
): Promise<RebuildResult> {
  const observed = await observeState(workspace, desired, { refresh: true });
  if (!addMissing) requireEmpty(observed);
  const secrets = await readAllSecrets(workspace, unknownPods(observed));
  const fingerprints = [...secrets].map(
    ([container, found]) => [container, fingerprintsOf(workspace, found)] as const,
  );
  const rebuild = planRebuild(desired, observed, new Map(fingerprints), {
    ...workspace.settings,
    now: workspace.clock.now().toISOString(),
    prune: NO_PRUNE,
  });
  for (const tenant of rebuild.tenants) {
    await guard();
    await workspace.store.recordTenant(tenant);
  }
  for (const pod of rebuild.pods) {
    await guard();
    await remember(workspace, pod, secrets.get(pod.container)?.get(GATEWAY_TOKEN));
  }
  return { ...rebuild, lost: lostThings(rebuild, observed, secrets) };
}

function requireEmpty({ records }: ObservedState): void {
  if (records.tenants.length === 0 && records.pods.length === 0) return;
  throw new AgentPodError(
    'Conflict',
    'StateNotEmpty',
    `the state database is not empty: it knows ${records.pods.length} pods`,
    { hint: 'nothing was changed; add pods that it does not know with --add-missing' },
  );
}

async function readAllSecrets(
  { runtime }: Workspace,
  containers: readonly ObservedContainer[],
): Promise<ReadonlyMap<string, Secrets>> {
  const all = new Map<string, Secrets>();
  for (const { name, detail } of containers) {
    const mount = detail?.spec.mounts.find(({ role }) => role === 'secrets');
    const found = mount === undefined ? new Map() : await runtime.readSecrets(name, mount.target);
    if (found !== undefined) all.set(name, found);
  }
  return all;
}

function fingerprintsOf({ secrets }: Workspace, found: Secrets): Record<string, string> {
  const entries = [...found].map(([name, value]) => [
    name,
    name === GATEWAY_TOKEN ? FIRST_TOKEN : secrets.fingerprint(value),
  ]);
  return Object.fromEntries(entries);
}

async function remember(
  workspace: Workspace,
  pod: RebuiltPod,
  token: Secret | undefined,
): Promise<void> {
  const { store, clock } = workspace;
  const { key, uid, port, address, generation, applied, deletionPolicy } = pod;
  await store.recordPod({ key, uid, port, address, ...(token === undefined ? {} : { token }) });
  await store.commitPod({ key, generation, applied, deletionPolicy });
  const changes = conditionsFor(await endingOf(workspace, pod), generation);
  await store.setConditions(key, updateConditions([], changes, clock.now().toISOString()));
  await store.appendEvents([
    {
      subject: podSubject(key),
      type: 'Normal',
      reason: 'Rebuilt',
      message: `remembered again from container ${pod.container}`,
    },
  ]);
}

async function endingOf({ runtime }: Workspace, pod: RebuiltPod): Promise<PodEnding> {
  if (pod.applied.suspended) return { kind: 'suspended' };
  const serves = pod.up && (await runtime.probe(pod.port, pod.applied.probe)).ready;
  return { kind: serves ? 'ready' : 'started' };
}

function lostThings(
  { tenants, pods }: Rebuild,
  observed: ObservedState,
  secrets: ReadonlyMap<string, Secrets>,
): string[] {
  const rebuilt = new Set(pods.map(({ key }) => key));
  const unread = pods.filter(({ container }) => !secrets.has(container));
  const guessed = pods.filter(({ declared }) => !declared);
  const orphans = observed.volumes.filter(
    ({ role, pod }) =>
      role === 'state' && !observed.containers.some((container) => container.pod === pod),
  );
  const left = unknownPods(observed).filter(({ pod }) => !rebuilt.has(pod));
  return [
    'events, the audit and stored secrets are gone: no container keeps them',
    ...(tenants.length > 0 ? ['tenants have new uids: nothing on the Engine carries one'] : []),
    ...unread.map(({ key }) => `secrets of pod/${key} cannot be read: its token is a new one`),
    ...guessed.map(
      ({ key }) => `pod/${key} is in no manifest: its deletion policy is taken to be retain`,
    ),
    ...orphans.map(({ name, pod }) => `volume ${name} of pod/${pod} has no container; it is kept`),
    ...left.map(({ pod }) => `pod/${pod} cannot be remembered: no port or subnet is left for it`),
  ];
}
