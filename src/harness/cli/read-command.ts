import type { DesiredState } from '../../core/model/desired.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { LiveLooks } from '../../core/views/live-look.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { ServerClient } from '../../ports/server-client.ts';
import type { CliServices } from './context.ts';
import { usageError } from './failure.ts';
import { EMPTY_DESIRED } from './flows/planning.ts';
import { ManifestCommand } from './manifest-command.ts';
import { serverFlags } from './remote/server-flags.ts';

export interface Sight {
  readonly desired: DesiredState;
  readonly observed: ObservedState;
  /** What the agents that are shown said just now. */
  readonly live: LiveLooks;
}

interface LookOptions {
  /** One inspect and one file read per container more. */
  readonly detail: boolean;
  /** Pods whose agents are asked whether they serve. */
  readonly probe: (pod: PodKey) => boolean;
  /** What they use is measured too. */
  readonly measures?: boolean;
}

/** A command that only looks. Manifests are optional: without -f, records and Engine speak alone. */
export abstract class ReadCommand extends ManifestCommand {
  server = serverFlags.server();
  contextName = serverFlags.context();

  /** The server that answers instead of this machine. It knows its own manifests. */
  protected async remoteServer(): Promise<ServerClient | undefined> {
    const { server, contextName: context } = this;
    if (this.files.length === 0) return this.remote({ server, context });
    if (server === undefined && context === undefined) return undefined;
    throw usageError('-f and a server do not go together', 'the server knows its own manifests');
  }

  protected async look(
    services: CliServices,
    workspace: Workspace,
    { detail, probe, measures = false }: LookOptions,
  ): Promise<Sight> {
    const [{ observeState }, { takeLiveLooks }] = await Promise.all([
      import('../../engine/observe.ts'),
      import('../../engine/live-looks.ts'),
    ]);
    const desired = await this.loadIfGiven(services, workspace);
    const observed = await observeState(workspace, desired, { refresh: detail });
    const { dockerHost } = await this.config();
    const live = await takeLiveLooks(workspace.runtime, {
      observed,
      about: probe,
      local: dockerHost === undefined || dockerHost.startsWith('unix://'),
      now: this.context.clock.now(),
      ...(measures ? { measures: workspace.clock } : {}),
    });
    return { desired, observed, live };
  }

  private async loadIfGiven(services: CliServices, workspace: Workspace): Promise<DesiredState> {
    if (this.files.length === 0) return EMPTY_DESIRED;
    const desired = await this.load(this.source(services), workspace.secrets, true);
    this.requireManifests(desired);
    return desired;
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
    const { yamlText } = await import('./output/yaml-text.ts');
    this.out.print(yamlText(value));
  }
}
