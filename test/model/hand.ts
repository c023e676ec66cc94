import { applyPlan } from '../../src/engine/apply.ts';
import { loadDesired } from '../../src/engine/load.ts';
import { planPass } from '../../src/engine/plan-pass.ts';
import { SharedLock } from '../../src/engine/shared-lock.ts';
import type { Town } from './town.ts';
import type { Life } from './town-clock.ts';

/** `agentpod apply` in a process of its own, beside whatever servers there are. It may fail. */
export function applyByHand(town: Town): Life {
  const life = town.newLife('hand');
  town.handsBusy += 1;
  apply(town, life)
    .catch(() => undefined)
    .finally(() => {
      town.handsBusy -= 1;
    });
  return life;
}

async function apply(town: Town, life: Life): Promise<void> {
  const workspace = town.workspaceOf(life);
  const { desired } = await loadDesired({
    source: town.manifests.of(life),
    secrets: workspace.secrets,
  });
  const signal = new AbortController().signal;
  const timeoutSeconds = Number.POSITIVE_INFINITY;
  const lock = new SharedLock(workspace.lock, 'apply');
  const share = await lock.share({ timeoutSeconds, signal });
  try {
    const prune = { enabled: false, allowEmpty: false, maxDeletes: 1 };
    const wish = { refresh: true, only: () => undefined, prune };
    const { plan, observed } = await planPass(workspace, desired, wish);
    if (plan.refused.length > 0) return;
    await applyPlan(plan, workspace, {
      concurrency: 4,
      wait: true,
      records: observed.records,
      share,
    });
  } finally {
    await share.release();
  }
}
