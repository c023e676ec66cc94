import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { Option } from 'clipanion';
import type { DesiredState } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Subject } from '../../core/model/resource.ts';
import type { ManifestSource, SourceFile } from '../../ports/manifest-source.ts';
import { actorOf } from './actor.ts';
import type { CliServices } from './context.ts';
import { executeFlags, readExecuteFlags } from './execute-options.ts';
import { EXIT } from './exit-codes.ts';
import { usageError } from './failure.ts';
import { applyFlow, underLock } from './flows/apply-flow.ts';
import { planPass, withWorkspace } from './flows/planning.ts';
import { LoadingCommand } from './loading-command.ts';
import { parseSeconds } from './quantities.ts';

/** One change to one manifest file. */
export interface ManifestEdit {
  /** As the source names it: relative to the working directory unless given absolute. */
  readonly file: string;
  readonly text: string;
  /** First line of the commit. */
  readonly message: string;
  /** What is applied afterwards; nothing else is touched. */
  readonly subjects: ReadonlySet<Subject>;
}

export interface EditGround {
  readonly services: CliServices;
  /** The manifests as they are. */
  readonly desired: DesiredState;
  /** Where they are: a folder, or one file. */
  readonly root: string;
}

/**
 * A command that edits a manifest: the whole folder is validated with the edit before anything is
 * written; then the file is written, committed and applied.
 */
export abstract class EditCommand extends LoadingCommand {
  root = Option.String('-f,--filename', {
    description: 'Folder or file of the manifests; ./tenants, else the current folder.',
  });
  recursive = Option.Boolean('-R,--recursive', true, {
    description: 'Accepted for kubectl users: folders are always read recursively.',
  });
  commit = Option.Boolean('--commit', true, {
    description: 'Commit the file if it is in a git work tree (the default); --no-commit does not.',
  });
  apply = Option.Boolean('--apply', true, {
    description: 'Apply the change (the default); --no-apply only writes the manifest.',
  });
  output = Option.String('-o,--output', {
    description: 'text or json, for the result of applying.',
  });
  wait = executeFlags.wait();
  timeout = executeFlags.timeout();
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  concurrency = executeFlags.concurrency();

  protected abstract edit(ground: EditGround): Promise<ManifestEdit | undefined>;

  protected async run(): Promise<number> {
    readExecuteFlags(this);
    const services = await this.services();
    const root = await this.findRoot(services);
    const source = await this.rootSource(services, root);
    const desired = await this.load(source, services.offlineSecrets(), true);
    const edit = await this.edit({ services, desired, root });
    if (edit === undefined) return EXIT.ok;
    await this.load(this.withEdit(source, edit), services.offlineSecrets(), !this.apply);
    await this.write(services, edit);
    return this.apply ? this.applyEdit(services, source, edit) : EXIT.ok;
  }

  /** Where a new manifest of this name goes. */
  protected async newFile(ground: EditGround, name: string): Promise<string> {
    const isFile = /\.ya?ml$/.test(ground.root);
    return isFile ? ground.root : join(ground.root, `${name}.yaml`);
  }

  protected readFile(ground: EditGround, file: string): Promise<string | undefined> {
    return ground.services.manifestFolder().read(resolve(this.context.cwd, file));
  }

  private async findRoot(services: CliServices): Promise<string> {
    if (this.root?.trim() === '') throw usageError('-f is empty', 'give a folder or a file');
    if (this.root !== undefined) return this.root;
    if (await services.manifestFolder().isFolder(resolve(this.context.cwd, 'tenants')))
      return 'tenants';
    const { files } = await this.openSource(services, ['.']).read();
    const ours = files.some(({ text }) => /^apiVersion: *["']?agentpod\.dev\//m.test(text));
    return ours ? '.' : 'tenants';
  }

  /** A folder that is not there yet holds nothing; that is no mistake when one is about to be made. */
  private async rootSource(services: CliServices, root: string): Promise<ManifestSource> {
    const folder = services.manifestFolder();
    const path = resolve(this.context.cwd, root);
    const exists = (await folder.isFolder(path)) || (await folder.read(path)) !== undefined;
    const empty: ManifestSource = { read: async () => ({ files: [], diagnostics: [] }) };
    return exists ? this.openSource(services, [root]) : empty;
  }

  private withEdit(source: ManifestSource, edit: ManifestEdit): ManifestSource {
    const path = resolve(this.context.cwd, edit.file);
    const edited: SourceFile = {
      name: edit.file,
      directory: dirname(path),
      text: edit.text,
      hash: createHash('sha256').update(edit.text).digest('hex'),
    };
    return {
      read: async () => {
        const { files, diagnostics } = await source.read();
        const others = files.filter(({ name }) => resolve(this.context.cwd, name) !== path);
        const sorted = [...others, edited].sort((a, b) => (a.name < b.name ? -1 : 1));
        return { files: sorted, diagnostics };
      },
    };
  }

  private async write(services: CliServices, edit: ManifestEdit): Promise<void> {
    const path = resolve(this.context.cwd, edit.file);
    const folder = services.manifestFolder();
    await folder.write(path, edit.text);
    this.out.note(`Wrote ${edit.file}\n`);
    if (!this.commit) return;
    const result = await folder.commit(path, edit.message);
    if (result.kind === 'committed')
      this.out.note(`Committed ${result.revision}: ${edit.message}\n`);
    if (result.kind === 'failed')
      this.out.warn(`the file is written but not committed: ${result.message}`);
  }

  private applyEdit(
    services: CliServices,
    source: ManifestSource,
    edit: ManifestEdit,
  ): Promise<number> {
    const [command = 'edit'] = [this.path.join(' ')];
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    return withWorkspace(services.openWorkspace, { readOnly: false, command }, (workspace) =>
      underLock(workspace, this.out, { command, timeoutSeconds }, async (lock) => {
        const desired = await this.load(this.withEdit(source, edit), workspace.secrets);
        const { plan } = await planPass(workspace, desired, {
          prune: { enabled: false, allowEmpty: false, maxDeletes: 0 },
          refresh: true,
          only: () => edit.subjects,
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

export function alreadyThere(what: string, where: { file: string; line: number }): AgentPodError {
  return new AgentPodError('InvalidInput', 'AlreadyExists', `${what} is already declared`, {
    hint: `see ${where.file}:${where.line}`,
  });
}
