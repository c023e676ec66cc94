import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { outputFormat } from '../output-format.ts';

/** `version`: answers without loading anything heavy. */
export class VersionCommand extends BaseCommand {
  static override paths = [['version'], ['--version']];
  static override usage = BaseCommand.Usage({
    category: 'Help',
    description: 'Print the version.',
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const { version } = this.context;
    if (outputFormat(this.output, ['text', 'json']) === 'json') {
      const node = process.versions.node;
      this.out.printJson({ apiVersion: API_VERSION, kind: 'Version', version, node });
    } else {
      this.out.print(`agentpod ${version}\n`);
    }
    return EXIT.ok;
  }
}
