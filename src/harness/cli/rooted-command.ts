import { resolve } from 'node:path';
import { Option } from 'clipanion';
import type { PodKey, Subject } from '../../core/model/resource.ts';
import { NO_PRUNE } from '../../core/plan/options.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import { actorOf } from './actor.ts';
import type { CliServices } from './context.ts';
import { executeFlags, readExecuteFlags } from './execute-options.ts';
import { usageError } from './failure.ts';
import { applyFlow, underLock } from './flows/apply-flow.ts';
import { planPass, withWorkspace } from './flows/planning.ts';
import { LoadingCommand } from './loading-command.ts';
import { parseSeconds } from './quantities.ts';

export interface SubjectsToApply {
  /** Nothing else is touched. */
  readonly subjects: ReadonlySet<Subject>;
  /** Paths in their configs that are put back, whoever owns them. */
  readonly putBack?: ReadonlyMap<PodKey, readonly string[]>;
}

/** A command about something that one folder of manifests declares, and that it then applies. */
export abstract class RootedCommand extends LoadingCommand {
  root = Option.String('-f,--filename', {
    description: 'Folder or file of the manifests; ./tenants, else the current folder.',
  });
  recursive = Option.Boolean('-R,--recursive', true, {
    description: 'Accepted for kubectl users: folders are always read recursively.',
  });
  output = Option.String('-o,--output', {
    description: 'text or json, for the result of applying.',
  });
  wait = executeFlags.wait();
  timeout = executeFlags.timeout();
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  concurrency = executeFlags.concurrency();

  protected async findRoot(services: CliServices): Promise<string> {
    if (this.root?.trim() === '') throw usageError('-f is empty', 'give a folder or a file');
    if (this.root !== undefined) return this.root;
    if (await services.manifestFolder().isFolder(resolve(this.context.cwd, 'tenants')))
      return 'tenants';
    const { files } = await this.openSource(services, ['.']).read();
    const ours = files.some(({ text }) => /^apiVersion: *["']?agentpod\.dev\//m.test(text));
    return ours ? '.' : 'tenants';
  }

  /** A folder that is not there yet holds nothing; that is no mistake when one is about to be made. */
  protected async rootSource(services: CliServices, root: string): Promise<ManifestSource> {
    const folder = services.manifestFolder();
    const path = resolve(this.context.cwd, root);
    const exists = (await folder.isFolder(path)) || (await folder.read(path)) !== undefined;
    const empty: ManifestSource = { read: async () => ({ files: [], diagnostics: [] }) };
    return exists ? this.openSource(services, [root]) : empty;
  }

  protected applySubjects(
    services: CliServices,
    source: ManifestSource,
    { subjects, putBack }: SubjectsToApply,
  ): Promise<number> {
    const [command = 'edit'] = [this.path.join(' ')];
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    return withWorkspace(services.openWorkspace, { readOnly: false, command }, (workspace) =>
      underLock(workspace, this.out, { command, timeoutSeconds }, async (lock) => {
        const desired = await this.load(source, workspace.secrets);
        const { plan } = await planPass(workspace, desired, {
          prune: NO_PRUNE,
          refresh: true,
          only: () => subjects,
          ...(putBack === undefined ? {} : { putBack }),
        });
        const { context, out } = this;
        const execute = readExecuteFlags(this);
        const asked = { actor: actorOf(context.env, this.actor), action: command };
        return applyFlow(
          { context, out, execute, asked, question: undefined, dryRun: false },
          workspace,
          plan,
          lock,
        );
      }),
    );
  }
}
