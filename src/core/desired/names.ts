import type { VolumeRole } from '../model/container.ts';
import { type PodKey, podKey, splitPodKey } from '../model/resource.ts';

/**
 * Names and labels of everything that AgentPod makes on an Engine. Underscores separate the parts
 * because tenant and pod names cannot hold one: `a-b/c` and `a/b-c` never meet.
 */
export const DEFAULT_INSTANCE = 'default';

/** Every name of an instance starts with this and an underscore. */
export function namePrefix(instance: string): string {
  return instance === DEFAULT_INSTANCE ? 'agentpod' : `agentpod-${instance}`;
}

export function networkName(instance: string, tenant: string): string {
  return `${namePrefix(instance)}_${tenant}`;
}

/** The generation makes a second writer's create collide, so the Engine's 409 is our compare-and-swap. */
export function containerName(instance: string, pod: PodKey, generation: number): string {
  return `${podPrefix(instance, pod)}_g${generation}`;
}

/** The state volume outlives generations; config and secrets live and die with one. */
export function volumeName(
  instance: string,
  pod: PodKey,
  role: VolumeRole,
  generation: number,
): string {
  const base = `${podPrefix(instance, pod)}_${role}`;
  return role === 'state' ? base : `${base}_g${generation}`;
}

/** Of the container in which a pod's config is checked; one left over by a crash is replaced. */
export function checkName(instance: string, pod: PodKey): string {
  return `${podPrefix(instance, pod)}_check`;
}

function podPrefix(instance: string, pod: PodKey): string {
  const { tenant, pod: name } = splitPodKey(pod);
  return `${namePrefix(instance)}_${tenant}_${name}`;
}

export const LABEL = {
  managed: 'dev.agentpod.managed',
  instance: 'dev.agentpod.instance',
  tenant: 'dev.agentpod.tenant',
  pod: 'dev.agentpod.pod',
  uid: 'dev.agentpod.uid',
  generation: 'dev.agentpod.generation',
  role: 'dev.agentpod.role',
  specHash: 'dev.agentpod.spec-hash',
  contentHash: 'dev.agentpod.content-hash',
} as const;

/** Labels that mark an object as ours; also the filter that finds it again. */
export function ownerLabels(instance: string): Record<string, string> {
  return { [LABEL.managed]: 'true', [LABEL.instance]: instance };
}

export function tenantLabels(instance: string, tenant: string): Record<string, string> {
  return { ...ownerLabels(instance), [LABEL.tenant]: tenant };
}

export interface PodOwner {
  readonly instance: string;
  readonly pod: PodKey;
  readonly uid: string;
  readonly generation: number;
}

export function podLabels(owner: PodOwner): Record<string, string> {
  const { tenant, pod } = splitPodKey(owner.pod);
  return {
    ...tenantLabels(owner.instance, tenant),
    [LABEL.pod]: pod,
    [LABEL.uid]: owner.uid,
    [LABEL.generation]: String(owner.generation),
  };
}

/** Undefined when the labels are not a pod's. */
export function podKeyFromLabels(labels: Readonly<Record<string, string>>): PodKey | undefined {
  const tenant = labels[LABEL.tenant];
  const pod = labels[LABEL.pod];
  return tenant && pod ? podKey(tenant, pod) : undefined;
}
