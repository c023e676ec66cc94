import { Option } from 'clipanion';
import { namedResource, resourceKind } from '../kinds.ts';
import { ListCommand } from '../list-command.ts';

/** `get`: tenants and pods as they are now, from the Engine and the records. */
export class GetCommand extends ListCommand {
  static override paths = [['get']];
  static override usage = ListCommand.Usage({
    category: 'Look',
    description: 'List tenants or pods: state, readiness, address, image.',
    details: `
      Shows what is on the Engine and in the records; manifests are only read with -f, and then
      pods that are declared but not applied yet show as Pending.

      Kinds: \`pods\` (\`pod\`, \`po\`) and \`tenants\` (\`tenant\`, \`tn\`).
    `,
    examples: [
      ['All pods, grouped by tenant', '$0 get pods'],
      ['One pod as JSON', '$0 get pod acme/agent -o json'],
      ['Names for a script', '$0 get pods --tenant acme -o name'],
    ],
  });

  kind = Option.String({ required: false, name: 'kind' });
  name = Option.String({ required: false, name: 'name' });

  protected run(): Promise<number> {
    const kind = this.kind ?? 'pods';
    const named = namedResource(kind, this.name);
    return this.list(named?.kind ?? resourceKind(kind), named?.name);
  }
}

/** `tenant list`. */
export class TenantListCommand extends ListCommand {
  static override paths = [['tenant', 'list']];
  static override usage = ListCommand.Usage({
    category: 'Look',
    description: 'List tenants; the same as get tenants.',
  });

  protected run(): Promise<number> {
    return this.list('tenant', undefined);
  }
}

/** `pod list`. */
export class PodListCommand extends ListCommand {
  static override paths = [['pod', 'list']];
  static override usage = ListCommand.Usage({
    category: 'Look',
    description: 'List pods, grouped by tenant; the same as get pods.',
  });

  protected run(): Promise<number> {
    return this.list('pod', undefined);
  }
}
