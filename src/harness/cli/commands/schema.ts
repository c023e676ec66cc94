import { readFile } from 'node:fs/promises';
import { Option } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { resourceKind } from '../kinds.ts';

/** `schema`: the JSON Schema of the manifests, for editors and other tools. */
export class SchemaCommand extends BaseCommand {
  static override paths = [['schema']];
  static override usage = BaseCommand.Usage({
    category: 'Manifests',
    description: 'Print the JSON Schema of the manifests (draft-07).',
    examples: [
      ['Both kinds in one, as editors want it', '$0 schema > agentpod.schema.json'],
      ['Pods only', '$0 schema pod'],
    ],
  });

  kindFlag = Option.String('--kind', { description: 'Pod or Tenant; both in one when absent.' });
  kind = Option.String({ required: false, name: 'kind' });

  protected async run(): Promise<number> {
    const kind = this.kindFlag ?? this.kind;
    const name = kind === undefined ? 'agentpod' : resourceKind(kind);
    const file = new URL(`schemas/${name}.json`, this.context.packageRoot);
    this.out.print(await readFile(file, 'utf8'));
    return EXIT.ok;
  }
}
