import { resolve } from 'node:path';
import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { withWorkspace } from '../flows/planning.ts';
import { count, seconds } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';
import { parseSeconds } from '../quantities.ts';

/** `state restore`: a backup in the place of the state. */
export class StateRestoreCommand extends BaseCommand {
  static override paths = [['state', 'restore']];
  static override usage = BaseCommand.Usage({
    category: 'State',
    description: 'Put a backup in the place of the state: all of it, or nothing.',
    details: `
      Takes the lock and changes the database alone; running pods are not touched. A backup of an
      older AgentPod is brought up to date, one of a newer is refused. The master key that the state
      was encrypted with has to be in its place, unless the backup carries it.

      A state that holds something is replaced only with --yes. What happened after the backup is
      forgotten: see it with \`agentpod diff\` before you apply.
    `,
    examples: [
      ['With the passphrase', '$0 state restore agentpod.backup --passphrase-file backup.pass'],
      ['With an age secret key', '$0 state restore agentpod.backup --identity key.txt --yes'],
    ],
  });

  passphraseFile = Option.String('--passphrase-file', {
    description: 'A file that holds the passphrase.',
  });
  identity = Option.String('--identity', { description: 'A file that holds the age secret key.' });
  yes = Option.Boolean('--yes', false, { description: 'Replace what the state holds now.' });
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  output = Option.String('-o,--output', { description: 'text or json.' });
  file = Option.String({ name: 'file' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const key = this.keyChoice();
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const command = 'state restore';
    const asked = { actor: actorOf(this.context.env, this.actor), action: command };
    const services = await this.services();
    const report = await services.stateCopy.restore({
      file: resolve(this.context.cwd, this.file),
      key,
      overwrite: this.yes,
      lock: {
        command,
        timeoutSeconds,
        onWait: (holder) => this.out.note(`Waiting for the lock: ${holder}\n`),
      },
    });
    // Opens it as every command does: what came back is fit for use.
    await withWorkspace(services.openWorkspace, { readOnly: false, command }, ({ store }) =>
      store.appendAudit([{ ...asked, result: 'restored' }]),
    );
    if (format === 'json') {
      this.out.printJson({ apiVersion: API_VERSION, kind: 'StateRestore', ...report });
      return EXIT.ok;
    }
    const tables = Object.values(report.tables);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const size = `${count(tables.length, 'table')}, ${count(rows, 'row')}`;
    this.out.print(`Restored ${size} from ${this.file} (${seconds(report.seconds)}).\n`);
    this.out.note('See what happened since with agentpod diff -f PATH before you apply.\n');
    return EXIT.ok;
  }

  private keyChoice() {
    const { passphraseFile, identity, context } = this;
    if (passphraseFile !== undefined && identity === undefined) {
      return { passphrase: resolve(context.cwd, passphraseFile) };
    }
    if (identity !== undefined && passphraseFile === undefined) {
      return { identity: resolve(context.cwd, identity) };
    }
    throw usageError(
      'say what opens the backup',
      'either --passphrase-file FILE or --identity FILE',
    );
  }
}
