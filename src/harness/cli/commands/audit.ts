import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { auditLine } from '../output/log-lines.ts';
import { outputFormat } from '../output-format.ts';
import { parseCount, timeBefore } from '../quantities.ts';

/** `audit`: who asked for what, oldest first. */
export class AuditCommand extends BaseCommand {
  static override paths = [['audit']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Show who asked for what, and how it came out.',
    details: `
      The newest entries, oldest first. Each apply, delete, edit and exec leaves one when it starts, so
      that a killed one is seen too, and one for each subject that it changed. The plan's fingerprint is
      the same for all entries of one plan. Commands run inside pods are shown without their arguments,
      which may hold secrets.
    `,
    examples: [
      ['The last day', '$0 audit --since 24h'],
      ['For a script', '$0 audit -o json'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });
  since = Option.String('--since', { description: 'Only what is younger, e.g. 24h.' });
  limit = Option.String('--limit', '100', { description: 'At most so many (default 100).' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const limit = parseCount('--limit', this.limit, 1);
    const { since } = this;
    const from =
      since === undefined ? {} : { since: timeBefore(this.context.clock.now(), '--since', since) };
    const services = await this.services();
    const request = { readOnly: true, command: 'audit' };
    return withWorkspace(services.openWorkspace, request, async ({ store }) => {
      const items = (await store.audit({ limit, ...from })).toReversed();
      if (format === 'json') {
        this.out.printJson({ apiVersion: API_VERSION, kind: 'AuditList', items });
      } else if (items.length === 0) this.out.note('No entries.\n');
      for (const entry of format === 'text' ? items : [])
        this.out.print(auditLine(entry, this.out.paint));
      return EXIT.ok;
    });
  }
}
