import { Option } from 'clipanion';
import type { DesiredState } from '../../core/model/desired.ts';
import type { LoadCache, Loaded } from '../../engine/load.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import { BaseCommand } from './base-command.ts';
import type { CliServices } from './context.ts';
import { usageError } from './failure.ts';

/** A command that reads manifests: `-f`, and the ways to narrow what it is about. */
export abstract class ManifestCommand extends BaseCommand {
  files = Option.Array('-f,--filename', [], {
    description: 'A file, a folder (read recursively) or - for stdin; repeatable.',
  });
  tenant = Option.String('--tenant', { description: 'Only this tenant and its pods.' });
  selector = Option.String('-l,--selector', {
    description: 'Only what has these labels: key=value, key!=value, key, !key; commas join.',
  });

  #cache: LoadCache | undefined;

  protected requireFiles(): readonly string[] {
    if (this.files.length > 0) return this.files;
    throw usageError('no manifests given', `say where they are, e.g. agentpod ${this.path.join(' ')} -f tenants/`);
  }

  /** The stream of stdin can be read only once, so its text is kept for the second reading. */
  protected source(services: CliServices): ManifestSource {
    const files = this.requireFiles();
    const open = (): ManifestSource =>
      services.manifestSource(files, { cwd: this.context.cwd, stdin: this.context.stdin });
    if (!files.includes('-')) return open();
    const once = open();
    let first: ReturnType<ManifestSource['read']> | undefined;
    return {
      read: () => {
        first ??= once.read();
        return first;
      },
    };
  }

  protected async loadAll(
    source: ManifestSource,
    secrets: SecretReader,
    allowMissingSecrets = false,
  ): Promise<Loaded> {
    const { createLoadCache, loadDesired } = await import('../../engine/load.ts');
    this.#cache ??= createLoadCache();
    return loadDesired({ source, secrets, allowMissingSecrets, cache: this.#cache });
  }

  protected async load(
    source: ManifestSource,
    secrets: SecretReader,
    allowMissingSecrets = false,
  ): Promise<DesiredState> {
    return (await this.loadAll(source, secrets, allowMissingSecrets)).desired;
  }

  /** Fails on invalid manifests before any state, lock or Engine is touched. */
  protected async checkFirst(services: CliServices, source: ManifestSource): Promise<void> {
    await this.load(source, services.offlineSecrets());
  }
}
