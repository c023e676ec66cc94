import pLimit from 'p-limit';
import { LABEL } from '../../core/desired/names.ts';
import type { ContainerSight, EngineSight } from '../../core/doctor/observation.ts';
import type { ContainerState } from '../../core/model/observed.ts';
import { inspectContainer } from './containers.ts';
import type { Engine } from './engine.ts';
import type { RawListedContainer } from './engine-types.ts';
import { isOurs, listedName, publishedPorts } from './from-engine.ts';
import { HELPER_LABEL } from './helper-container.ts';

/** What `doctor` wants to know of an Engine and of all that runs on it, whoever made it. */
export interface EngineLook {
  readonly instance: string;
  /** Name of a reverse proxy that somebody else runs. */
  readonly externalProxy: string;
  readonly now: () => Date;
}

interface RawInfo {
  readonly ServerVersion: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly IPv4Forwarding?: boolean;
  readonly LiveRestoreEnabled?: boolean;
  readonly Swarm?: { readonly LocalNodeState?: string };
  readonly MemTotal?: number;
  /** RFC 3339. */
  readonly SystemTime?: string;
}

type RawContainer = RawListedContainer & {
  /** Seconds since the epoch. */
  readonly Created: number;
};

const INSPECTS_AT_ONCE = 16;

export async function engineSight(engine: Engine, look: EngineLook): Promise<EngineSight> {
  const before = look.now().getTime();
  const info = await engine.json<RawInfo>({
    method: 'GET',
    path: '/info',
    doing: 'asking the Engine how it is set up',
  });
  const skewMs = skewOf(info.SystemTime, before, look.now().getTime());
  return {
    version: info.ServerVersion,
    local: engine.host.local,
    limits: {
      memory: info.MemoryLimit === true,
      swap: info.SwapLimit === true,
      pids: info.PidsLimit === true,
      cpu: info.CpuCfsQuota === true,
    },
    liveRestore: info.LiveRestoreEnabled === true,
    swarm: info.Swarm?.LocalNodeState === 'active',
    // Podman's socket and rootless Engines do not say.
    forwarding: info.IPv4Forwarding !== false,
    memoryBytes: info.MemTotal ?? 0,
    skewMs,
    containers: await containerSights(engine, look),
  };
}

/** The Engine read its clock at some moment between the question and the answer. */
function skewOf(time: string | undefined, before: number, after: number): number {
  const there = Date.parse(time ?? '');
  if (Number.isNaN(there)) return 0;
  if (there < before) return there - before;
  return Math.max(0, there - after);
}

async function containerSights(engine: Engine, look: EngineLook): Promise<ContainerSight[]> {
  const listed = await engine.json<readonly RawContainer[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true },
    doing: 'listing containers',
  });
  const limit = pLimit(INSPECTS_AT_ONCE);
  return limit.map([...listed], async (raw) => {
    const found = raw.State === 'running' ? await inspectContainer(engine, raw.Id) : undefined;
    return toSight(raw, look, found && (found.HostConfig.Memory ?? 0));
  });
}

function toSight(
  raw: RawContainer,
  { instance, externalProxy, now }: EngineLook,
  memoryLimitBytes: number | undefined,
): ContainerSight {
  const labels = raw.Labels ?? {};
  const name = listedName(raw);
  const ours = isOurs(labels, instance);
  const role = labels[LABEL.role];
  const isEntry = labels[LABEL.managed] === 'true' && role === 'traefik';
  return {
    name,
    ours,
    entry: isEntry || name === externalProxy,
    role: ours && (role === 'traefik' || role === 'socket-filter') ? role : undefined,
    helper: ours && labels[HELPER_LABEL] !== undefined,
    state: raw.State as ContainerState,
    ageSeconds: now().getTime() / 1000 - raw.Created,
    memoryLimitBytes,
    publish: publishedPorts(raw),
  };
}
