import type { ContainerSpec, PortBinding, VolumeMount } from '../model/container.ts';
import type { DesiredPod } from '../model/desired.ts';
import type { PodAllocation } from '../model/target.ts';

/** What every agent's container has in common, whatever runs inside: the hardened profile. */
export const SECRETS_DIR = '/run/agentpod/secrets';

/** AgentPod owns the files that it writes by these ids, and no agent runs as root. */
export const AGENT_UID = 1000;
export const AGENT_GID = 1000;

/**
 * Agents run scripts and builds from /tmp, so it is not `noexec`: their state volume is writable
 * and executable as well, and nothing would be gained.
 */
const SCRATCH = 'rw,exec,nosuid,nodev,mode=1777';

const LOOPBACK = '127.0.0.1';

export type CommonSpec = Omit<
  ContainerSpec,
  'command' | 'workingDir' | 'env' | 'mounts' | 'stopGraceSeconds'
>;

/** `port` is the one inside the container; on the host it is published on the loopback alone. */
export function commonSpec(pod: DesiredPod, allocation: PodAllocation, port: number): CommonSpec {
  return {
    image: pod.spec.image,
    entrypoint: [],
    user: `${AGENT_UID}:${AGENT_GID}`,
    labels: {},
    network: allocation.network,
    address: allocation.address,
    publish: [publish(allocation.port, port)],
    tmpfs: { '/tmp': SCRATCH },
    resources: pod.spec.resources,
    readOnlyRootfs: true,
  };
}

export function secretsMount(): VolumeMount {
  return { role: 'secrets', target: SECRETS_DIR, readOnly: true };
}

function publish(hostPort: number, containerPort: number): PortBinding {
  return { hostIp: LOOPBACK, hostPort, containerPort };
}
