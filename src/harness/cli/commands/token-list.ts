import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { tokenStates } from '../../../engine/secret-states.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Column, renderTable } from '../output/table.ts';
import { age } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';

const COLUMNS: readonly Column[] = [
  { title: 'POD' },
  { title: 'VERSION', align: 'right' },
  { title: 'AGE', align: 'right' },
  { title: 'ROTATED' },
  { title: 'FINGERPRINT' },
  { title: 'IN USE' },
];

/** `token list`: the gateways' tokens, by all but the token itself. */
export class TokenListCommand extends BaseCommand {
  static override paths = [['token', 'list']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'List gateway tokens: version, age, when they were last rotated; never a token.',
    details: `
      The age is that of the version. A token that is not in use yet was rotated, and its pod not
      applied since. Generic agents have no gateway, and so no token.
    `,
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const services = await this.services();
    const request = { readOnly: true, command: 'token list' };
    return withWorkspace(services.openWorkspace, request, async ({ store }) => {
      const items = (await tokenStates(store)).map((item) => ({
        ...item,
        lastRotated: item.version > 1 ? item.since : null,
      }));
      if (format === 'json') {
        this.out.printJson({ apiVersion: API_VERSION, kind: 'TokenList', items });
      } else if (items.length === 0) this.out.note('No gateways, so no tokens.\n');
      else {
        const now = this.context.clock.now();
        const rows = items.map((item) => [
          item.pod,
          String(item.version),
          age(item.since, now),
          item.lastRotated ?? 'never',
          item.fingerprint,
          item.inUse ? 'yes' : 'after apply',
        ]);
        const { width, paint } = this.out;
        this.out.print(renderTable(COLUMNS, rows, { width, paint }));
      }
      return EXIT.ok;
    });
  }
}
