import { type DoctorFinding, error, fine, unseen, warning } from './finding.ts';
import { judgeClock } from './judge-clock.ts';
import type { DoctorObservation, EngineRoad, EngineSight } from './observation.ts';

/** The oldest that AgentPod speaks to. */
const OLDEST = { major: 20, minor: 10 } as const;
const OTHERS_WRITE = 0o002;

/** The Engine: reached, new enough, able to hold limits, and not open to everybody. */
export function judgeEngine({ engine, road }: DoctorObservation): readonly DoctorFinding[] {
  if ('failed' in engine) {
    return [
      unseen('engine', engine.failed, 'see what Docker says: docker info'),
      ...judgeRoad(road),
    ];
  }
  const { seen } = engine;
  return [
    judgeVersion(seen, road),
    ...judgeRoad(road),
    judgeLimits(seen),
    judgeLiveRestore(seen),
    ...(seen.forwarding ? [] : [NO_FORWARDING]),
    judgeClock('Docker Engine', seen.skewMs),
  ];
}

const NO_FORWARDING = error(
  'network',
  'the kernel forwards no IPv4 packets, so that containers reach nothing and nothing reaches them',
  'sysctl -w net.ipv4.ip_forward=1, and keep it in /etc/sysctl.d',
);

function judgeVersion({ version }: EngineSight, { address }: EngineRoad): DoctorFinding {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const old = major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor);
  const message = `Docker ${version} at ${address}`;
  if (!old) return fine('engine', message);
  const oldest = `${OLDEST.major}.${OLDEST.minor}`;
  return error('engine', `${message} is older than ${oldest}`, 'upgrade the Docker Engine');
}

function judgeRoad(road: EngineRoad): readonly DoctorFinding[] {
  switch (road.kind) {
    case 'socket':
      return [judgeSocket(road)];
    case 'tcp':
      return road.tls || road.loopback ? [] : [openTcp(road.address)];
    default:
      return [];
  }
}

function openTcp(address: string): DoctorFinding {
  return error(
    'socket',
    `${address} has no TLS: whoever reaches that port is root on the Engine's machine`,
    'use ssh:// or TLS with client certificates (DOCKER_TLS_VERIFY=1, DOCKER_CERT_PATH)',
  );
}

function judgeSocket(road: Extract<EngineRoad, { kind: 'socket' }>): DoctorFinding {
  const { address, mode, owner, group, members } = road;
  const path = address.replace(/^unix:\/\//, '');
  if ((mode & OTHERS_WRITE) !== 0) {
    return error(
      'socket',
      `everybody on this machine may use ${path}, and is root by that`,
      `chmod 660 ${path}`,
    );
  }
  const others = members.length === 0 ? 'nobody else is in it' : members.join(', ');
  return fine('socket', `${owner} and group ${group} may use ${path}: ${others}`);
}

const LIMIT_NAMES = { memory: 'memory', pids: 'processes', cpu: 'CPU time' } as const;

/** Docker takes a limit that the kernel cannot hold, and then it does not hold. */
function judgeLimits({ limits }: EngineSight): DoctorFinding {
  const lost = (['memory', 'pids', 'cpu'] as const).filter((name) => !limits[name]);
  if (lost.length > 0) {
    return error(
      'limits',
      `limits of ${lost.map((name) => LIMIT_NAMES[name]).join(', ')} have no effect: one pod can take the whole machine`,
      'switch the cgroup controllers on (kernel command line: cgroup_enable=memory; rootless: delegate cpu, memory and pids to the user), and restart Docker',
    );
  }
  if (!limits.swap) {
    return warning(
      'limits',
      'limits of memory do not cover swap, so that a pod over its limit swaps instead of ending',
      'add swapaccount=1 to the kernel command line, or switch swap off',
    );
  }
  return fine('limits', 'memory, processes and CPU time of containers can be limited');
}

function judgeLiveRestore({ liveRestore, swarm }: EngineSight): DoctorFinding {
  if (liveRestore) return fine('live-restore', 'pods run on while Docker restarts');
  const message = 'a restart or an upgrade of Docker stops every pod';
  const hint = swarm
    ? 'this Engine is in a swarm, which excludes live-restore: plan restarts, or leave the swarm'
    : 'put {"live-restore": true} into /etc/docker/daemon.json and reload: systemctl reload docker';
  return warning('live-restore', message, hint);
}
