import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { alertsJson, receiversJson } from '../../../core/views/alerts-json.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Column, renderTable } from '../output/table.ts';
import { age } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';

const COLUMNS: readonly Column[] = [
  { title: 'STATE' },
  { title: 'SEVERITY' },
  { title: 'ALERT' },
  { title: 'SUBJECT' },
  { title: 'SINCE', align: 'right' },
  { title: 'MESSAGE' },
];
const RECEIVER_COLUMNS: readonly Column[] = [
  { title: 'RECEIVER' },
  { title: 'WAITING', align: 'right' },
  { title: 'SENT', align: 'right' },
  { title: 'DEAD', align: 'right' },
  { title: 'LAST', align: 'right' },
  { title: 'ERROR' },
];
const RECENT_MS = 24 * 3_600_000;
const MOST = 500;

/** `alerts list`: what is wrong, or was within a day, and how receivers are reached. */
export class AlertsListCommand extends BaseCommand {
  static override paths = [['alerts', 'list']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'List the alerts that go on, those that ended within a day, and the receivers.',
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const { openWorkspace } = await this.services();
    const request = { readOnly: true, command: 'alerts list' };
    const now = this.context.clock.now();
    const endedSince = new Date(now.getTime() - RECENT_MS).toISOString();
    const { alerts, receivers } = await withWorkspace(
      openWorkspace,
      request,
      async ({ store }) => ({
        alerts: alertsJson(await store.alerts.alerts({ endedSince, limit: MOST })),
        receivers: receiversJson(await store.alerts.receivers()),
      }),
    );
    if (format === 'json') {
      const list = { kind: 'AlertList', metadata: { receivers }, items: alerts };
      this.out.printJson({ apiVersion: API_VERSION, ...list });
      return EXIT.ok;
    }
    const { width, paint } = this.out;
    const rows = alerts.map(({ state, severity, type, subject, since, message }) => [
      ...[state, severity, type, subject, age(since, now), message],
    ]);
    if (rows.length === 0) this.out.note('No alerts.\n');
    else this.out.print(renderTable(COLUMNS, rows, { width, paint }));
    if (receivers.length === 0) return EXIT.ok;
    const states = receivers.map(({ name, waiting, sent, dead, lastSent, lastError }) => [
      ...[name, String(waiting), String(sent), String(dead)],
      ...[age(lastSent ?? '', now), lastError],
    ]);
    this.out.print(`\n${renderTable(RECEIVER_COLUMNS, states, { width, paint })}`);
    return EXIT.ok;
  }
}
