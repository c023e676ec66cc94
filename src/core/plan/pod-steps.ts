import { containerName, LABEL, podLabels, volumeName } from '../desired/names.ts';
import type { VolumeRole } from '../model/container.ts';
import { isOpen } from '../model/egress.ts';
import type { AppliedPod, ObservedContainer, PodRecord } from '../model/observed.ts';
import type { Action } from '../model/operation.ts';
import { isTrue } from '../status/conditions.ts';
import type { PodSituation } from './pod-situation.ts';
import { routeToBe } from './route-to-be.ts';
import { storedSecretsOf } from './stored-secrets.ts';

/** The single actions that a pod's plan is made of; what order they come in is decided elsewhere. */
export interface Generation {
  readonly number: number;
  readonly container: string;
  /** By role, for the roles that the agent mounts. */
  readonly volumes: Readonly<Partial<Record<VolumeRole, string>>>;
}

export function generationOf(situation: PodSituation, number: number): Generation {
  const { instance, pod, target } = situation;
  const volumes = target.spec.mounts.map(
    ({ role }) => [role, volumeName(instance, pod.key, role, number)] as const,
  );
  return {
    number,
    container: containerName(instance, pod.key, number),
    volumes: Object.fromEntries(volumes),
  };
}

export function recordPod({ pod, uid, port, address }: PodSituation): Action {
  return { kind: 'pod.record', pod: pod.key, uid, port, address };
}

/** The image's own verdict on the files, asked for before anything that runs is touched. */
export function checkConfig({ pod, target, files }: PodSituation): Action {
  const { agent, key, spec } = pod;
  const { image } = target.spec;
  return { kind: 'config.check', pod: key, agent, image, files, env: spec.env };
}

/** What was accepted once by the same image need not be asked again. */
export function needsCheck({ record, target, adapter, imageId }: PodSituation): boolean {
  const applied = record?.applied;
  if (adapter.validation === undefined) return false;
  return applied?.contentHash !== target.contentHash || applied.imageId !== imageId;
}

export function createVolume(
  situation: PodSituation,
  role: VolumeRole,
  generation: number,
): Action {
  const { instance, pod, uid } = situation;
  return {
    kind: 'volume.create',
    volume: volumeName(instance, pod.key, role, generation),
    pod: pod.key,
    uid,
    role,
    generation: role === 'state' ? 0 : generation,
  };
}

/**
 * Fills a new generation's volumes, secrets included. The state volume only changes owner, each time
 * anew: an interrupted pass may have made it and gone no further.
 */
export function writeContent({ pod, target, files }: PodSituation, generation: Generation): Action {
  const { config, secrets, state } = generation.volumes;
  return {
    kind: 'content.write',
    pod: pod.key,
    image: target.spec.image,
    config: config === undefined ? undefined : { volume: config, files },
    secrets: secrets === undefined ? undefined : { volume: secrets, items: target.secrets },
    ...(state === undefined ? {} : { state }),
  };
}

/** Puts other values under the secrets of a generation that is in use. */
export function rewriteSecrets({ pod, target }: PodSituation, generation: Generation): Action {
  const volume = generation.volumes.secrets ?? '';
  return {
    kind: 'content.write',
    pod: pod.key,
    image: target.spec.image,
    config: undefined,
    secrets: { volume, items: target.secrets },
  };
}

/** Rewrites the config of a generation that is in use; its secrets stay as they are. */
export function rewriteConfig(
  situation: PodSituation,
  generation: Generation,
  files = situation.files,
): Action {
  const { pod, target } = situation;
  const volume = generation.volumes.config ?? '';
  return {
    kind: 'content.write',
    pod: pod.key,
    image: target.spec.image,
    config: { volume, files },
    secrets: undefined,
  };
}

export function createContainer(situation: PodSituation, generation: Generation): Action {
  const { instance, pod, uid, target } = situation;
  return {
    kind: 'container.create',
    pod: pod.key,
    container: generation.container,
    generation: generation.number,
    spec: target.spec,
    labels: {
      ...podLabels({ instance, pod: pod.key, uid, generation: generation.number }),
      [LABEL.specHash]: target.specHash,
      [LABEL.contentHash]: target.contentHash,
    },
    volumes: generation.volumes,
  };
}

export function start(container: string): Action {
  return { kind: 'container.start', container };
}

export function stop(container: string, { target }: PodSituation): Action {
  return { kind: 'container.stop', container, graceSeconds: target.spec.stopGraceSeconds };
}

export function awaitReady(
  { pod, port, target }: PodSituation,
  container: string,
  hostPort = port,
): Action {
  return {
    kind: 'container.await-ready',
    pod: pod.key,
    container,
    hostPort,
    probe: target.probe,
    secrets: target.secrets,
  };
}

export function commit(situation: PodSituation, generation: number): Action {
  const { pod, target, imageId, ground } = situation;
  const storedSecrets = storedSecretsOf(target.secrets);
  const route = routeToBe(target, ground.proxy);
  const { configOwnership } = pod.spec;
  const applied: AppliedPod = {
    spec: target.spec,
    specHash: target.specHash,
    contentHash: target.contentHash,
    files: target.files,
    secrets: Object.fromEntries(target.secrets.map((secret) => [secret.name, secret.fingerprint])),
    ...(storedSecrets.length > 0 ? { storedSecrets } : {}),
    suspended: pod.suspended,
    // Empty until the image is there: whoever carries the plan out fills it in.
    imageId: imageId ?? '',
    probe: target.probe,
    hosts: pod.hosts,
    ...(route === undefined ? {} : { route }),
    ...(isOpen(pod.spec.egress) ? {} : { egress: pod.spec.egress }),
    ...(configOwnership === undefined ? {} : { configOwnership }),
  };
  return {
    kind: 'pod.commit',
    pod: pod.key,
    generation,
    applied,
    deletionPolicy: pod.spec.deletionPolicy,
  };
}

/** Takes a generation away again: its container and its own volumes, never the state. */
export function dropGeneration({ container, volumes }: Generation): Action[] {
  const own = [volumes.config, volumes.secrets].filter((name) => name !== undefined);
  return [
    { kind: 'container.remove', container },
    ...own.map((volume): Action => ({ kind: 'volume.remove', volume })),
  ];
}

/** Whether the pod was last seen answering as it should. */
export function wasReady(record: PodRecord | undefined): boolean {
  return record !== undefined && isTrue(record.conditions, 'GatewayReady');
}

export function isUp(container: ObservedContainer | undefined): boolean {
  return (
    container?.state === 'running' ||
    container?.state === 'restarting' ||
    container?.state === 'paused'
  );
}
