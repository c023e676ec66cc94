import type { DesiredState } from '../../core/model/desired.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { CliServices } from './context.ts';
import { usageError } from './failure.ts';
import { EMPTY_DESIRED } from './flows/planning.ts';
import { ManifestCommand } from './manifest-command.ts';

export interface Sight {
  readonly desired: DesiredState;
  readonly observed: ObservedState;
}

/** A command that only looks. Manifests are optional: without -f, records and Engine speak alone. */
export abstract class ReadCommand extends ManifestCommand {
  protected async look(
    services: CliServices,
    workspace: Workspace,
    detail: boolean,
  ): Promise<Sight> {
    const { observeState } = await import('../../engine/observe.ts');
    const desired = await this.loadIfGiven(services, workspace);
    const observed = await observeState(workspace, desired, { refresh: detail });
    return { desired, observed };
  }

  private loadIfGiven(services: CliServices, workspace: Workspace): Promise<DesiredState> {
    if (this.files.length === 0) return Promise.resolve(EMPTY_DESIRED);
    return this.load(this.source(services), workspace.secrets, true);
  }

  /** Labels live in manifests alone. */
  protected requireLabels(selector: string | undefined): string {
    if (selector !== undefined && this.files.length === 0) {
      throw usageError('-l needs the manifests, where labels live', 'add -f PATH');
    }
    return selector ?? '';
  }

  protected async printData(value: unknown, format: 'json' | 'yaml'): Promise<void> {
    if (format === 'json') {
      this.out.printJson(value);
      return;
    }
    const { stringify } = await import('yaml');
    this.out.print(stringify(value, { aliasDuplicateObjects: false }));
  }
}
