import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Column, renderTable } from '../output/table.ts';
import { age } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME' },
  { title: 'ROLE' },
  { title: 'TENANT' },
  { title: 'AGE', align: 'right' },
];

/** `api-token list`: who may ask the status API, never with what. */
export class ApiTokenListCommand extends BaseCommand {
  static override paths = [['api-token', 'list']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'List the tokens of the status API: name, role, tenant; never a token.',
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const { openWorkspace } = await this.services();
    const request = { readOnly: true, command: 'api-token list' };
    const tokens = await withWorkspace(openWorkspace, request, ({ store }) =>
      store.apiTokens.list(),
    );
    const items = tokens.map(({ tenant, ...rest }) => ({ ...rest, tenant: tenant?.name ?? null }));
    if (format === 'json') {
      this.out.printJson({ apiVersion: API_VERSION, kind: 'ApiTokenList', items });
    } else if (items.length === 0) this.out.note('No tokens: nobody can ask the status API.\n');
    else {
      const now = this.context.clock.now();
      const rows = items.map(({ name, role, tenant, created }) => [
        name,
        role,
        tenant ?? '',
        age(created, now),
      ]);
      const { width, paint } = this.out;
      this.out.print(renderTable(COLUMNS, rows, { width, paint }));
    }
    return EXIT.ok;
  }
}
