import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { secretStates } from '../../../engine/secret-states.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Column, renderTable } from '../output/table.ts';
import { age } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';
import { requireTenantName } from '../secret-names.ts';

const COLUMNS: readonly Column[] = [
  { title: 'TENANT' },
  { title: 'NAME' },
  { title: 'VERSION', align: 'right' },
  { title: 'AGE', align: 'right' },
  { title: 'FINGERPRINT' },
  { title: 'USED BY', shrinkTo: 10 },
];

/** `secret list`: what is stored, never a value. */
export class SecretListCommand extends BaseCommand {
  static override paths = [['secret', 'list']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'List stored secrets: versions, age, and the pods that use them; never values.',
    details: `
      The age is that of the version. The fingerprint is the same for equal values of this
      installation and tells nothing else. Pods are those that were last applied with the secret.
    `,
    examples: [["One tenant's", '$0 secret list acme']],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });
  tenant = Option.String({ required: false, name: 'tenant' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const tenant = this.tenant === undefined ? undefined : requireTenantName(this.tenant);
    const services = await this.services();
    const request = { readOnly: true, command: 'secret list' };
    return withWorkspace(services.openWorkspace, request, async ({ store }) => {
      const items = (await secretStates(store)).filter(
        (item) => tenant === undefined || item.tenant === tenant,
      );
      if (format === 'json') {
        this.out.printJson({ apiVersion: API_VERSION, kind: 'SecretList', items });
      } else if (items.length === 0) this.out.note('No stored secrets.\n');
      else {
        const now = this.context.clock.now();
        const rows = items.map((item) => [
          item.tenant,
          item.name,
          String(item.version),
          age(item.since, now),
          item.fingerprint,
          item.usedBy.join(', ') || '-',
        ]);
        const { width, paint } = this.out;
        this.out.print(renderTable(COLUMNS, rows, { width, paint }));
      }
      return EXIT.ok;
    });
  }
}
