import { Option } from 'clipanion';
import type { DesiredState } from '../../core/model/desired.ts';
import type { PlanRequest } from '../../engine/plan-pass.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import type { CliServices } from './context.ts';
import { usageError } from './failure.ts';
import { ManifestCommand } from './manifest-command.ts';
import { parseCount } from './quantities.ts';
import { selectSubjects } from './selection.ts';

/** How many pods one plan may delete unless told otherwise: more is rather a mistake than a wish. */
const DEFAULT_MAX_DELETES = '1';

/** A command that compares manifests with the world: what it prunes and how closely it looks. */
export abstract class PlanningCommand extends ManifestCommand {
  prune = Option.Boolean('--prune', false, {
    description: 'Also delete what AgentPod made and no manifest names any more.',
  });
  pruneAllowEmpty = Option.Boolean('--prune-allow-empty', false, {
    description: 'Let --prune delete everything when there is no manifest at all.',
  });
  maxDeletes = Option.String('--max-deletes', DEFAULT_MAX_DELETES, {
    description: `Refuse to delete more pods than this at once (default ${DEFAULT_MAX_DELETES}).`,
  });
  refresh = Option.String('--refresh', {
    tolerateBoolean: true,
    description: '--refresh=false: trust the labels and do not look into containers; faster.',
  });
  acceptDataLoss = Option.Boolean('--accept-data-loss', false, {
    description: 'Let a pod whose state volume is gone start over with an empty one.',
  });
  replaceUnknown = Option.Boolean('--replace-unknown', false, {
    description: 'Make pods anew that run, where the state database is empty.',
  });

  /** Fails on invalid or absent manifests before any state, lock or Engine is touched. */
  protected async checkFirst(services: CliServices, source: ManifestSource): Promise<void> {
    const desired = await this.load(source, services.offlineSecrets());
    // With --prune an empty source means something, and has a guard of its own.
    if (!this.prune && !this.pruneAllowEmpty) this.requireManifests(desired);
  }

  protected planRequest(desired: DesiredState): PlanRequest {
    return {
      prune: {
        enabled: this.prune,
        allowEmpty: this.pruneAllowEmpty,
        maxDeletes: parseCount('--max-deletes', this.maxDeletes, 0),
      },
      refresh: this.wantsRefresh(),
      acceptDataLoss: this.acceptDataLoss,
      replaceUnknown: this.replaceUnknown,
      only: ({ records }) =>
        selectSubjects({ tenant: this.tenant, selector: this.selector }, desired, records),
    };
  }

  private wantsRefresh(): boolean {
    const value = this.refresh ?? true;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw usageError(`--refresh=${value}: neither true nor false`);
  }
}
