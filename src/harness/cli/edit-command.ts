import { dirname, join, resolve } from 'node:path';
import { Option } from 'clipanion';
import type { DesiredState } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Subject } from '../../core/model/resource.ts';
import { sha256 } from '../../core/util/hash.ts';
import { editedSource } from '../../engine/changes/edited-source.ts';
import type { ManifestSource, SourceFile } from '../../ports/manifest-source.ts';
import { actorOf } from './actor.ts';
import type { CliServices } from './context.ts';
import { readExecuteFlags } from './execute-options.ts';
import { EXIT } from './exit-codes.ts';
import { RootedCommand } from './rooted-command.ts';

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
  readonly source: ManifestSource;
}

/**
 * A command that edits a manifest: the whole folder is validated with the edit before anything is
 * written; then the file is written, committed and applied.
 */
export abstract class EditCommand extends RootedCommand {
  commit = Option.Boolean('--commit', true, {
    description: 'Commit the file if it is in a git work tree (the default); --no-commit does not.',
  });
  apply = Option.Boolean('--apply', true, {
    description: 'Apply the change (the default); --no-apply only writes the manifest.',
  });

  protected abstract edit(ground: EditGround): Promise<ManifestEdit | undefined>;

  protected async run(): Promise<number> {
    readExecuteFlags(this);
    const services = await this.services();
    const root = await this.findRoot(services);
    const source = await this.rootSource(services, root);
    const desired = await this.load(source, services.offlineSecrets(), true);
    const edit = await this.edit({ services, desired, root, source });
    if (edit === undefined) return EXIT.ok;
    await this.load(this.withEdit(source, edit), services.offlineSecrets(), !this.apply);
    await this.write(services, edit);
    if (!this.apply) return EXIT.ok;
    return this.applySubjects(services, this.withEdit(source, edit), edit);
  }

  /** Where a new manifest of this name goes. */
  protected async newFile(ground: EditGround, name: string): Promise<string> {
    const isFile = /\.ya?ml$/.test(ground.root);
    return isFile ? ground.root : join(ground.root, `${name}.yaml`);
  }

  protected readFile(ground: EditGround, file: string): Promise<string | undefined> {
    return ground.services.manifestFolder().read(resolve(this.context.cwd, file));
  }

  protected withEdit(
    source: ManifestSource,
    edit: Pick<ManifestEdit, 'file' | 'text'>,
  ): ManifestSource {
    const path = resolve(this.context.cwd, edit.file);
    const edited: SourceFile = {
      name: edit.file,
      directory: dirname(path),
      text: edit.text,
      hash: sha256(edit.text),
    };
    return editedSource(source, [edited], (name) => resolve(this.context.cwd, name));
  }

  /** Whoever was named; else it is for git to know who sits here. */
  private author(): string | undefined {
    const named = this.actor ?? (this.context.env['AGENTPOD_ACTOR'] || undefined);
    return named === undefined ? undefined : actorOf(this.context.env, named);
  }

  private async write(services: CliServices, edit: ManifestEdit): Promise<void> {
    const path = resolve(this.context.cwd, edit.file);
    const folder = services.manifestFolder();
    await folder.write(path, edit.text);
    this.out.note(`Wrote ${edit.file}\n`);
    if (!this.commit) return;
    const result = await folder.commit([path], edit.message, this.author());
    if (result.kind === 'committed')
      this.out.note(`Committed ${result.revision}: ${edit.message}\n`);
    if (result.kind === 'failed')
      this.out.warn(`the file is written but not committed: ${result.message}`);
  }
}

export function alreadyThere(what: string, where: { file: string; line: number }): AgentPodError {
  return new AgentPodError('InvalidInput', 'AlreadyExists', `${what} is already declared`, {
    hint: `see ${where.file}:${where.line}`,
  });
}
