import { request } from 'node:http';
import type { DesiredState } from '../src/core/model/desired.ts';
import { podKey } from '../src/core/model/resource.ts';
import { aPod, aTenant } from '../test/builders.ts';
import { aBenchInstance } from './instance.ts';
import { type Comparison, compare, type Row } from './measure.ts';

const IMAGE = 'agentpod/stub-agent:1';
const INSTANCE = 'bench';

/** Passes over many pods that find nothing to do, against one raw list call. */
export interface NoopFleet {
  readonly tenants: number;
  readonly podsEach: number;
  /** Their containers are there and do not run: a list is as long, and a small machine has room. */
  readonly suspended: boolean;
  readonly samples: number;
  /** Of a pass that looks at each container and its config. */
  readonly refreshAim: number;
}

export function noop50(): Promise<Row[]> {
  return noop({ tenants: 10, podsEach: 5, suspended: false, samples: 30, refreshAim: 12 });
}

export async function noop(fleet: NoopFleet): Promise<Row[]> {
  const instance = await aBenchInstance(INSTANCE, {
    AGENTPOD_PORT_RANGE: '26600-27699',
    AGENTPOD_SUBNET_POOL: '10.217.0.0/16',
    AGENTPOD_PROXY: 'off',
  });
  const pods = `${fleet.tenants * fleet.podsEach} ${fleet.suspended ? 'suspended' : 'running'} pods`;
  const floor = { floorTitle: 'one raw list call', floor: rawList, samples: fleet.samples };
  const pass = (refresh: boolean, how: string, aim: number): Comparison => ({
    title: `no-op pass over ${pods}, ${how}`,
    ours: () => instance.pass(desired, refresh),
    ...floor,
    aim,
  });
  const desired = desiredOf(fleet);
  try {
    await instance.pass(desired, true);
    return [
      await compare(pass(false, '--refresh=false', 2)),
      await compare(pass(true, 'every container and config looked at', fleet.refreshAim)),
    ];
  } finally {
    await instance.remove();
  }
}

function desiredOf({ tenants: count, podsEach, suspended }: NoopFleet): DesiredState {
  const tenants = Array.from({ length: count }, (_, index) => aTenant({ name: `t${index}` }));
  const pods = tenants.flatMap(({ name }) =>
    Array.from({ length: podsEach }, (_, index) =>
      aPod({
        key: podKey(name, `p${index}`),
        agent: 'generic',
        suspended,
        spec: {
          image: IMAGE,
          generic: { port: 18789, healthPath: '/startupz' },
          resources: { cpus: 0.1, memoryBytes: 32 * 1024 ** 2, pids: 64 },
        },
      }),
    ),
  );
  return { tenants, pods, warnings: [] };
}

/** What any tool must ask at least: the containers, with the label filter. */
function rawList(): Promise<unknown> {
  const label = [`dev.agentpod.instance=${INSTANCE}`];
  const filters = encodeURIComponent(JSON.stringify({ label }));
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath: '/var/run/docker.sock', path: `/containers/json?all=true&filters=${filters}` },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      },
    );
    call.on('error', reject);
    call.end();
  });
}
