import { containerName, volumeName } from '../desired/names.ts';
import { describeEgress } from '../egress/policy.ts';
import type { ConfigCure } from '../health/config-cure.ts';
import { isOpen } from '../model/egress.ts';
import type { JsonValue } from '../model/json.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import { podSubject } from '../model/resource.ts';
import { formatSize } from '../util/size.ts';
import { asksForWrite, isDue, withoutInPlace } from './content-changes.ts';
import { driftChanges, missingContainer } from './drift.ts';
import { splitDrift } from './ignore-drift.ts';
import { pendingChanges } from './pending.ts';
import type { PodSituation } from './pod-situation.ts';
import { isUp, wasReady } from './pod-steps.ts';
import { egressChange, ownershipChange, storedSecretsChange } from './record-changes.ts';
import { routeChanges } from './route-steps.ts';

/**
 * What to do about one pod, the gentlest that makes it right:
 * `adopt` finishes what an interrupted pass began, `rewrite` changes openclaw.json under a running
 * gateway, `restart` does so around a stop, `replace` makes a new generation, `watch` waits for
 * one that is not known to be ready, `revive` ends a process that does not answer and starts it again,
 * `record` only remembers something.
 */
type Road =
  | 'none'
  | 'create'
  | 'adopt'
  | 'replace'
  | 'rewrite'
  | 'restart'
  | 'start'
  | 'stop'
  | 'watch'
  | 'revive'
  | 'record';

export interface Decision {
  readonly road: Road;
  readonly changes: readonly FieldChange[];
  readonly cause: string;
}

export function decide(situation: PodSituation): Decision {
  const { record, live, candidate, pod } = situation;
  const changes = visibleChanges(situation);
  const due = changes.filter(isDue);
  const cause = causeOf(due);
  if (candidate !== undefined) {
    return {
      road: 'adopt',
      changes,
      cause: `generation ${candidate.generation} was begun and not finished`,
    };
  }
  if (live === undefined) {
    return record?.applied === undefined
      ? { road: 'create', changes, cause: 'new in the manifests' }
      : { road: 'replace', changes, cause: 'container is gone' };
  }
  if (record?.applied === undefined) {
    return { road: 'replace', changes, cause: 'not in the state database' };
  }
  const useless = whyUseless(live, pod.suspended);
  if (useless !== undefined) return { road: 'replace', changes, cause: useless };
  if (changes.some((change) => change.impact === 'recreate'))
    return { road: 'replace', changes, cause };
  if (situation.hung !== undefined && live.state === 'running' && !pod.suspended) {
    return { road: 'revive', changes, cause: `does not answer: ${situation.hung}` };
  }
  return {
    ...gentle(situation, due),
    changes,
    cause: cause || (pod.suspended ? 'suspended' : rereads(situation) ? situation.cure.why : ''),
  };
}

function whyUseless({ state, detail }: ObservedContainer, suspended: boolean): string | undefined {
  if (state === 'dead' || state === 'removing') return `container is ${state}`;
  return detail?.stuck && !suspended ? 'container cannot be started any more' : undefined;
}

/** The container may stay as it is: what is left is its config and whether it runs. */
function gentle(situation: PodSituation, changes: readonly FieldChange[]): Pick<Decision, 'road'> {
  const { live, pod, record, watched, cure } = situation;
  const content = changes.filter(asksForWrite);
  const rewrites = content.length > 0 || rereads(situation);
  const up = isUp(live);
  const idle = changes.length > 0 ? 'record' : 'none';
  if (pod.suspended) return { road: suspendedRoad(rewrites, up, idle) };
  const restarts = content.some((change) => change.impact === 'restart');
  if (restarts || live?.state === 'paused' || cure?.kind === 'restart') {
    return { road: 'restart' };
  }
  if (!up) return { road: rewrites ? 'restart' : 'start' };
  const unwell = live?.state === 'restarting' || !wasReady(record);
  // A gateway that does not serve may never read its file again, and Docker waits ever longer.
  if (rewrites) return { road: unwell ? 'restart' : 'rewrite' };
  // Docker's own restarts are waited for all the same: a process that keeps dying is to be told.
  const mustWait = live?.state === 'restarting' || (unwell && !watched);
  return { road: mustWait ? 'watch' : idle };
}

/** A file that is right and not read is written once more. */
export function rereads(
  situation: PodSituation,
): situation is PodSituation & { readonly cure: ConfigCure } {
  const { cure, pod, live } = situation;
  const asked = cure?.kind === 'rewrite' || cure?.kind === 'restart';
  return asked && live?.state === 'running' && !pod.suspended;
}

function suspendedRoad(rewrites: boolean, up: boolean, idle: Road): Road {
  if (rewrites) return 'rewrite';
  return up ? 'stop' : idle;
}

/** Without what the agent may change as it likes, and without what the manifest says by now. */
function visibleChanges(situation: PodSituation): readonly FieldChange[] {
  const { target, live } = situation;
  const changes = changesOf(situation).filter(({ fate }) => fate !== 'left');
  return withoutInPlace(changes, target.files, live?.detail?.configFiles);
}

function changesOf(situation: PodSituation): FieldChange[] {
  const { record, live, pod, target, adapter, ground, imageId } = situation;
  const subject = podSubject(pod.key);
  const applied = record?.applied;
  if (applied === undefined) return newPodChanges(situation);
  const changes = pendingChanges(subject, applied, target, adapter);
  if (record !== undefined && record.deletionPolicy !== pod.spec.deletionPolicy) {
    changes.push({
      subject,
      section: 'pending',
      path: 'deletionPolicy',
      before: { value: record.deletionPolicy },
      after: { value: pod.spec.deletionPolicy },
      impact: 'none',
    });
  }
  changes.push(...egressChange(subject, applied, pod));
  changes.push(...storedSecretsChange(subject, applied, target));
  changes.push(...ownershipChange(subject, applied, pod));
  changes.push(...routeChanges(subject, applied, target, ground.proxy));
  if (
    imageId !== undefined &&
    imageId !== applied.imageId &&
    target.spec.image === applied.spec.image
  ) {
    changes.push({
      subject,
      section: 'pending',
      path: 'container.imageId',
      before: { value: applied.imageId },
      after: { value: imageId },
      impact: 'recreate',
    });
  }
  if (live === undefined) {
    changes.push(missingContainer(subject, goneContainer(situation)));
  } else {
    changes.push(...driftOf(situation).heeded);
    if (ground.networkIsNew && !changes.some((change) => change.path === 'container.networks')) {
      changes.push({
        subject,
        section: 'drift',
        path: 'container.networks',
        before: { value: [target.spec.network] },
        after: { value: [] },
        impact: 'recreate',
      });
    }
  }
  return changes;
}

/** Of the container that is there: what is to be put back, and what is known. */
export function driftOf({ record, live, pod, adapter, owners, now }: PodSituation) {
  const applied = record?.applied;
  const changes =
    applied === undefined || live === undefined
      ? []
      : driftChanges(podSubject(pod.key), applied, live, adapter, owners);
  return splitDrift(changes, pod.spec.ignoreDrift ?? [], now);
}

function goneContainer({ instance, pod, record }: PodSituation): string {
  return containerName(instance, pod.key, record?.generation ?? 0);
}

/** A new pod shows in a few lines, not as every field that it has. */
function newPodChanges({ pod, target }: PodSituation): FieldChange[] {
  const subject = podSubject(pod.key);
  const line = (path: string, value: JsonValue): FieldChange => ({
    subject,
    section: 'pending',
    path,
    before: undefined,
    after: { value },
    impact: 'none',
  });
  const { resources } = target.spec;
  return [
    line('container.image', target.spec.image),
    line('container.publish', target.spec.publish as unknown as JsonValue),
    line(
      'container.resources',
      `${resources.cpus} cpus, ${formatSize(resources.memoryBytes)}, ${resources.pids} pids`,
    ),
    ...(isOpen(pod.spec.egress) ? [] : [line('egress', describeEgress(pod.spec.egress))]),
    ...(pod.hosts.length > 0 ? [line('hosts', pod.hosts.join(', '))] : []),
    ...target.secrets.map(
      (secret): FieldChange => ({
        ...line(`secrets.${secret.name}`, ''),
        after: { sensitive: true },
      }),
    ),
  ];
}

/** The first change stands for all; the diff lists every one. */
function causeOf(changes: readonly FieldChange[]): string {
  const [first, ...rest] = changes;
  if (first === undefined) return '';
  const what = first.section === 'drift' ? `${first.path} drifted` : `${first.path} changed`;
  return rest.length === 0 ? what : `${what} and ${rest.length} more`;
}

/** The state volume of a pod that has lived is gone: starting over is for a person to decide. */
export function lostState({
  record,
  volumes,
  target,
  instance,
  pod,
}: PodSituation): string | undefined {
  const needsState = target.spec.mounts.some((mount) => mount.role === 'state');
  const lived = record?.applied?.spec.mounts.some((mount) => mount.role === 'state');
  if (!needsState || !lived || volumes.some((volume) => volume.role === 'state')) return undefined;
  return `its state volume ${volumeName(instance, pod.key, 'state', 0)} is gone, with all that the agent knew; restore it, or start over with --accept-data-loss`;
}
