import type { DesiredState } from '../../core/model/desired.ts';
import type { LoadCache, Loaded } from '../../engine/load.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import { BaseCommand } from './base-command.ts';
import type { CliServices } from './context.ts';
import { usageError } from './failure.ts';

/** A command that turns manifests into desired state, perhaps more than once in its life. */
export abstract class LoadingCommand extends BaseCommand {
  #cache: LoadCache | undefined;

  /** The stream of stdin can be read only once, so its text is kept for the second reading. */
  protected openSource(services: CliServices, paths: readonly string[]): ManifestSource {
    if (paths.some((path) => path.trim() === '')) {
      throw usageError('-f is empty', 'give a file, a folder or - for stdin');
    }
    const { cwd, stdin } = this.context;
    const source = services.manifestSource(paths, { cwd, stdin });
    if (!paths.includes('-')) return source;
    let first: ReturnType<ManifestSource['read']> | undefined;
    return {
      read: () => {
        first ??= source.read();
        return first;
      },
    };
  }

  /** What was parsed once is not parsed again under the lock. */
  protected async loadAll(
    source: ManifestSource,
    secrets: SecretReader,
    allowMissingSecrets = false,
  ): Promise<Loaded> {
    const { createLoadCache, loadDesired } = await import('../../engine/load.ts');
    this.#cache ??= createLoadCache();
    const now = this.context.clock.now();
    return loadDesired({ source, secrets, allowMissingSecrets, cache: this.#cache, now });
  }

  protected async load(
    source: ManifestSource,
    secrets: SecretReader,
    allowMissingSecrets = false,
  ): Promise<DesiredState> {
    return (await this.loadAll(source, secrets, allowMissingSecrets)).desired;
  }
}
