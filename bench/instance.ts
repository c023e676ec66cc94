import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { DesiredState } from '../src/core/model/desired.ts';
import { makePlan } from '../src/core/plan/reconciler.ts';
import { applyPlan } from '../src/engine/apply.ts';
import { observeState } from '../src/engine/observe.ts';
import type { Workspace } from '../src/engine/workspace.ts';

const EMPTY: DesiredState = { tenants: [], pods: [], warnings: [] };
const MAX_DELETES = 1000;

/** An AgentPod for one measurement, without a command line. */
export interface BenchInstance {
  readonly workspace: Workspace;
  readonly folder: string;
  /** For a program that shall be this AgentPod. */
  readonly env: Readonly<Record<string, string>>;
  runningPods(): Promise<number>;
  /** Of the embedded database's first process. */
  databasePid(): Promise<number | undefined>;
  /** One pass; throws when anything of it failed. */
  pass(desired: DesiredState, refresh: boolean): Promise<void>;
  remove(): Promise<void>;
}

export async function aBenchInstance(
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<BenchInstance> {
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-bench-'));
  // The database runs as another user, who must be able to pass.
  await chmod(folder, 0o711);
  const env = {
    AGENTPOD_INSTANCE: name,
    AGENTPOD_STATE_DIR: join(folder, 'state'),
    ...settings,
  };
  const uid = process.getuid?.() ?? 0;
  const services = createServices(readConfig({ env, uid, home: folder }), process.env);
  const workspace = await services.openWorkspace({ readOnly: false, command: 'bench' });
  const observing = { instance: name, detail: false, images: [], ports: workspace.settings.ports };
  return {
    workspace,
    folder,
    env,
    async runningPods() {
      const { containers } = await workspace.runtime.observe(observing);
      return containers.filter(({ state }) => state === 'running').length;
    },
    databasePid: async () => (await services.embeddedState.status()).pid,
    pass: (desired, refresh) => pass(workspace, desired, refresh),
    async remove() {
      await pass(workspace, EMPTY, false);
      await workspace.close();
      await services.embeddedState.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function pass(workspace: Workspace, desired: DesiredState, refresh: boolean): Promise<void> {
  const observed = await observeState(workspace, desired, { refresh });
  const plan = makePlan(desired, observed, {
    ...workspace.settings,
    now: new Date().toISOString(),
    prune: { enabled: true, allowEmpty: true, maxDeletes: MAX_DELETES },
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
