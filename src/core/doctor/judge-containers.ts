import { formatSize } from '../util/size.ts';
import { type DoctorFinding, error, fine, warning } from './finding.ts';
import type { ContainerSight, DoctorObservation, EngineSight } from './observation.ts';

/** No helper works this long; see the sweep before each apply. */
const HELPER_SECONDS = 600;
const EVERYWHERE = new Set(['0.0.0.0', '::', '']);
const MIB = 1024 ** 2;

/** What runs on the Engine: open ports, left-overs, and memory that is promised. */
export function judgeContainers({ engine, machine }: DoctorObservation): readonly DoctorFinding[] {
  if ('failed' in engine) return [];
  const { seen } = engine;
  return [
    ...judgePorts(seen.containers),
    ...judgeHelpers(seen.containers),
    judgeMemory(seen),
    ...('seen' in machine && seen.local ? judgeFreeMemory(machine.seen.memory) : []),
  ];
}

function judgePorts(containers: readonly ContainerSight[]): readonly DoctorFinding[] {
  const open = containers
    .filter(({ entry }) => !entry)
    .flatMap(({ name, ours, publish }) => {
      const reaches = (hostIp: string) => (ours ? !isLoopback(hostIp) : EVERYWHERE.has(hostIp));
      const ports = publish.filter(({ hostIp }) => reaches(hostIp));
      const numbers = [...new Set(ports.map(({ hostPort }) => hostPort))].sort((a, b) => a - b);
      return numbers.length === 0 ? [] : [{ name, ours, ports: numbers.join(', ') }];
    });
  if (open.length === 0) return [fine('ports', 'no container but the proxy is open to the world')];
  return open.map(({ name, ours, ports }) =>
    ours
      ? error('ports', `${name} is open to the world on port ${ports}, past every firewall`, OURS)
      : warning('ports', `${name} is open to the world on port ${ports}`, FOREIGN),
  );
}

const OURS = 'somebody made it so by hand; agentpod apply makes the pod anew, on 127.0.0.1';
const FOREIGN =
  'Docker goes past host firewalls: publish it on 127.0.0.1 if it is for this machine';

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function judgeHelpers(containers: readonly ContainerSight[]): readonly DoctorFinding[] {
  const left = containers.filter((item) => item.helper && item.ageSeconds > HELPER_SECONDS);
  if (left.length === 0) return [];
  const names = left.map(({ name }) => name).join(', ');
  const message = `a run that was killed left throw-away containers behind: ${names}`;
  return [warning('helpers', message, 'the next agentpod apply removes them')];
}

/** Agents seldom use all that they may, so more than there is is a risk and no fault. */
function judgeMemory({ containers, memoryBytes }: EngineSight): DoctorFinding {
  const running = containers.filter(({ state }) => state === 'running');
  const sum = running.reduce((total, item) => total + (item.memoryLimitBytes ?? 0), 0);
  const free = running.filter(({ memoryLimitBytes }) => memoryLimitBytes === 0);
  const without = free.length === 0 ? '' : `; ${free.length} more have no limit`;
  const message = `running containers may take ${size(sum)} of ${size(memoryBytes)}${without}`;
  const ours = free.filter((item) => item.ours).map(({ name }) => name);
  if (ours.length > 0) {
    const names = ours.join(', ');
    return error('memory', `${message}, ${names} among them`, 'agentpod apply makes them anew');
  }
  if (sum <= memoryBytes) return fine('memory', message);
  const hint = 'lower spec.resources.memory, move pods to another machine, or add memory';
  return warning('memory', `${message}: if all use it, the kernel kills some`, hint);
}

const LITTLE = 0.1;

function judgeFreeMemory(
  memory: { readonly totalBytes: number; readonly freeBytes: number } | undefined,
): readonly DoctorFinding[] {
  if (memory === undefined || memory.freeBytes >= memory.totalBytes * LITTLE) return [];
  const message = `only ${size(memory.freeBytes)} of this machine's memory are free now`;
  return [warning('memory', message, 'see what takes it: docker stats, agentpod health')];
}

function size(bytes: number): string {
  return formatSize(Math.round(bytes / MIB) * MIB);
}
