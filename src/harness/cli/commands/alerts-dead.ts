import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { deadJson } from '../../../core/views/alerts-json.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Column, renderTable } from '../output/table.ts';
import { age } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';

const COLUMNS: readonly Column[] = [
  { title: 'RECEIVER' },
  { title: 'STATE' },
  { title: 'ALERT' },
  { title: 'SUBJECT' },
  { title: 'TRIES', align: 'right' },
  { title: 'AGE', align: 'right' },
  { title: 'ERROR' },
];
const MOST = 500;

/** `alerts dead`: what no receiver ever got. */
export class AlertsDeadCommand extends BaseCommand {
  static override paths = [['alerts', 'dead']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'List the messages that were given up: not taken for a day, or no longer wanted.',
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const { openWorkspace } = await this.services();
    const request = { readOnly: true, command: 'alerts dead' };
    const items = await withWorkspace(openWorkspace, request, async ({ store }) =>
      deadJson(await store.alerts.dead(MOST)),
    );
    if (format === 'json') {
      this.out.printJson({ apiVersion: API_VERSION, kind: 'DeadAlertList', items });
    } else if (items.length === 0) this.out.note('Every message was delivered, or still may be.\n');
    else {
      const now = this.context.clock.now();
      const rows = items.map(({ receiver, alert, attempts, ended, error }) => [
        ...[receiver, alert.state, alert.type, alert.subject],
        ...[String(attempts), age(ended, now), error],
      ]);
      const { width, paint } = this.out;
      this.out.print(renderTable(COLUMNS, rows, { width, paint }));
    }
    return EXIT.ok;
  }
}
