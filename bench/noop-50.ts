import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { DesiredState } from '../src/core/model/desired.ts';
import { podKey } from '../src/core/model/resource.ts';
import { makePlan } from '../src/core/plan/reconciler.ts';
import { applyPlan } from '../src/engine/apply.ts';
import { observeState } from '../src/engine/observe.ts';
import type { Workspace } from '../src/engine/workspace.ts';
import { aPod, aTenant } from '../test/builders.ts';
import { compare, type Row } from './measure.ts';

/** A pass over 50 running pods that finds nothing to do, against one raw list call. */
const COUNT = 50;
const IMAGE = 'agentpod/stub-agent:1';
const EMPTY: DesiredState = { tenants: [], pods: [], warnings: [] };

export async function noop50(): Promise<Row[]> {
  const stateDir = await mkdtemp(join(tmpdir(), 'agentpod-bench-'));
  // The database runs as another user, who must be able to pass.
  await chmod(stateDir, 0o711);
  const env = {
    AGENTPOD_INSTANCE: 'bench',
    AGENTPOD_STATE_DIR: join(stateDir, 'state'),
    AGENTPOD_PORT_RANGE: '26000-26199',
    AGENTPOD_SUBNET_POOL: '10.217.0.0/16',
  };
  const services = createServices(
    readConfig({ env, uid: process.getuid?.() ?? 0, home: stateDir }),
    process.env,
  );
  const workspace = await services.openWorkspace({ readOnly: false, command: 'bench' });
  try {
    await pass(workspace, fleet(), true);
    return [
      await compare({
        title: `no-op pass over ${COUNT} running pods, --refresh=false`,
        ours: () => pass(workspace, fleet(), false),
        floorTitle: 'one raw list call',
        floor: rawList,
        aim: 2,
        samples: 30,
      }),
      await compare({
        title: `no-op pass over ${COUNT} running pods, every container and config looked at`,
        ours: () => pass(workspace, fleet(), true),
        floorTitle: 'one raw list call',
        floor: rawList,
        aim: 12,
        samples: 30,
      }),
    ];
  } finally {
    await pass(workspace, EMPTY, false);
    await workspace.close();
    await services.embeddedState.stop();
    await rm(stateDir, { recursive: true });
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

async function pass(workspace: Workspace, desired: DesiredState, refresh: boolean): Promise<void> {
  const observed = await observeState(workspace, desired, { refresh });
  const prune = { enabled: true, allowEmpty: true, maxDeletes: COUNT };
  const plan = makePlan(desired, observed, {
    ...workspace.settings,
    now: new Date().toISOString(),
    prune,
    deleteVolumes: true,
  });
  const { subjects } = await applyPlan(plan, workspace, {
    concurrency: 4,
    wait: true,
    records: observed.records,
  });
  const bad = subjects.find((item) => item.message !== '');
  if (bad !== undefined) throw new Error(`${bad.subject}: ${bad.message}`);
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
