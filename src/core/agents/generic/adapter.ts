import type { VolumeMount } from '../../model/container.ts';
import type { DesiredPod } from '../../model/desired.ts';
import { AgentPodError } from '../../model/errors.ts';
import type { AgentAdapter, AgentBuild, PodAllocation } from '../../model/target.ts';
import type { PodSpec } from '../../schema/types.ts';
import { commonSpec, secretsMount } from '../container-profile.ts';

/** Any image that listens on one port. Its configuration is its own affair: env and secrets. */
export const genericAdapter: AgentAdapter = {
  type: 'generic',
  build,
  liveness: {},
  // Nothing is known about the program, so a change counts for it only after a new start.
  impactOf: () => 'restart',
  ownedConfigKeys: {},
  ownedEnv: {},
};

type GenericSpec = NonNullable<PodSpec['generic']>;

/** Ordinary servers stop within Docker's own 10 seconds; the rest is for open connections. */
const STOP_GRACE_SECONDS = 30;
const BOOT_SECONDS = 5;
const DEADLINE_SECONDS = 120;

function build(pod: DesiredPod, allocation: PodAllocation): AgentBuild {
  const generic = genericSpec(pod);
  return {
    spec: {
      ...commonSpec(pod, allocation, generic.port),
      command: generic.command ?? [],
      workingDir: '',
      env: pod.spec.env,
      mounts: mounts(pod, generic),
      stopGraceSeconds: STOP_GRACE_SECONDS,
    },
    files: [],
    secrets: pod.secrets,
    probe: {
      port: generic.port,
      readyPath: generic.healthPath ?? '/',
      bootSeconds: BOOT_SECONDS,
      deadlineSeconds: DEADLINE_SECONDS,
    },
  };
}

function genericSpec(pod: DesiredPod): GenericSpec {
  if (pod.spec.generic !== undefined) return pod.spec.generic;
  throw new AgentPodError(
    'InvalidInput',
    'GenericMissing',
    `pod ${pod.key}: spec.generic is missing`,
    { hint: 'agent: generic needs at least spec.generic.port' },
  );
}

function mounts(pod: DesiredPod, { stateDir }: GenericSpec): VolumeMount[] {
  const state: VolumeMount[] =
    stateDir === undefined ? [] : [{ role: 'state', target: stateDir, readOnly: false }];
  return pod.secrets.length === 0 ? state : [...state, secretsMount()];
}
