import { request } from 'node:http';
import type { DesiredState } from '../src/core/model/desired.ts';
import { podKey } from '../src/core/model/resource.ts';
import { aPod, aTenant } from '../test/builders.ts';
import { aBenchInstance } from './instance.ts';
import { compare, type Row } from './measure.ts';

/** A pass over 50 running pods that finds nothing to do, against one raw list call. */
const COUNT = 50;
const IMAGE = 'agentpod/stub-agent:1';

export async function noop50(): Promise<Row[]> {
  const instance = await aBenchInstance('bench', {
    AGENTPOD_PORT_RANGE: '26000-26199',
    AGENTPOD_SUBNET_POOL: '10.217.0.0/16',
    AGENTPOD_PROXY: 'off',
  });
  try {
    await instance.pass(fleet(), true);
    return [
      await compare({
        title: `no-op pass over ${COUNT} running pods, --refresh=false`,
        ours: () => instance.pass(fleet(), false),
        floorTitle: 'one raw list call',
        floor: rawList,
        aim: 2,
        samples: 30,
      }),
      await compare({
        title: `no-op pass over ${COUNT} running pods, every container and config looked at`,
        ours: () => instance.pass(fleet(), true),
        floorTitle: 'one raw list call',
        floor: rawList,
        aim: 12,
        samples: 30,
      }),
    ];
  } finally {
    await instance.remove();
  }
}

function fleet(): DesiredState {
  const tenants = Array.from({ length: 10 }, (_, index) => aTenant({ name: `t${index}` }));
  const pods = tenants.flatMap(({ name }) =>
    Array.from({ length: COUNT / tenants.length }, (_, index) =>
      aPod({
        key: podKey(name, `p${index}`),
        agent: 'generic',
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
  const filters = encodeURIComponent(JSON.stringify({ label: ['dev.agentpod.instance=bench'] }));
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
