import { Option } from 'clipanion';
import type { DesiredState } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import type { CliServices } from './context.ts';
import { usageError } from './failure.ts';
import { LoadingCommand } from './loading-command.ts';

/** A command that reads the manifests it is given: `-f`, and ways to narrow what it is about. */
export abstract class ManifestCommand extends LoadingCommand {
  files = Option.Array('-f,--filename', [], {
    description: 'A file, a folder (read recursively) or - for stdin; repeatable.',
  });
  recursive = Option.Boolean('-R,--recursive', true, {
    description: 'Accepted for kubectl users: folders are always read recursively.',
  });
  tenant = Option.String('--tenant', { description: 'Only this tenant and its pods.' });
  selector = Option.String('-l,--selector', {
    description: 'Only what has these labels: key=value, key!=value, key, !key; commas join.',
  });

  protected requireFiles(): readonly string[] {
    if (this.files.length > 0) return this.files;
    const example = `agentpod ${this.path.join(' ')} -f tenants/`;
    throw usageError('no manifests given', `say where they are, e.g. ${example}`);
  }

  protected source(services: CliServices): ManifestSource {
    return this.openSource(services, this.requireFiles());
  }

  /** Rather a wrong path than a wish: nothing that is found is nothing to work on. */
  protected requireManifests({ tenants, pods }: DesiredState): void {
    if (tenants.length + pods.length > 0) return;
    const where = this.files.map((file) => (file === '-' ? 'stdin' : file)).join(', ');
    throw new AgentPodError('InvalidInput', 'NoManifests', `no manifests in ${where}`, {
      hint: 'a manifest is a YAML document of kind Tenant or Pod; check the path',
    });
  }
}
