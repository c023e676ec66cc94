import { resolve } from 'node:path';
import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import type { BackupReport } from '../../../ports/state-copy.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { count, seconds } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';

/** `state backup`: everything that AgentPod remembers, in one encrypted and proven file. */
export class StateBackupCommand extends BaseCommand {
  static override paths = [['state', 'backup']];
  static override usage = BaseCommand.Usage({
    category: 'State',
    description: 'Write the whole state into an encrypted file, and prove it by restoring it.',
    details: `
      One consistent snapshot, taken while others may write. The file is read back, decrypted and
      restored into a database of its own, which is dropped again; rows and checksums of every table
      must be the same there, and one stored secret must open.

      The master key is not in the backup: keep a copy of its file elsewhere, or the secrets in the
      backup are lost. With --include-master-key it is, and whoever opens the backup has them all.
    `,
    examples: [
      ['With a passphrase', '$0 state backup agentpod.backup --passphrase-file /root/backup.pass'],
      ['For an age key', '$0 state backup agentpod.backup --recipient age1…'],
    ],
  });

  passphraseFile = Option.String('--passphrase-file', {
    description: 'A file that holds the passphrase to encrypt with.',
  });
  recipient = Option.String('--recipient', {
    description: 'The age public key to encrypt for; its secret key is needed only to restore.',
  });
  includeMasterKey = Option.Boolean('--include-master-key', false, {
    description: 'Put the master key into the backup as well.',
  });
  output = Option.String('-o,--output', { description: 'text or json.' });
  file = Option.String({ name: 'file' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const lock = this.lockChoice();
    const report = await (await this.services()).stateCopy.backup({
      file: resolve(this.context.cwd, this.file),
      lock,
      includeMasterKey: this.includeMasterKey,
      now: this.context.clock.now(),
    });
    if (format === 'json') {
      this.out.printJson({
        apiVersion: API_VERSION,
        kind: 'StateBackup',
        file: this.file,
        masterKeyIncluded: this.includeMasterKey,
        ...report,
      });
    } else {
      this.out.print(backupText(this.file, report));
      this.out.note(this.keyNote(report));
    }
    if (!report.verification.restored) {
      this.out.warn(`not restored to prove it: ${report.verification.why}`);
    }
    return EXIT.ok;
  }

  private lockChoice() {
    const { passphraseFile, recipient, context } = this;
    if (passphraseFile !== undefined && recipient === undefined) {
      return { passphrase: resolve(context.cwd, passphraseFile) };
    }
    if (recipient !== undefined && passphraseFile === undefined) return { recipient };
    throw usageError(
      'say what the backup is encrypted with',
      'either --passphrase-file FILE or --recipient age1…',
    );
  }

  private keyNote({ keys, masterKeyFile }: BackupReport): string {
    if (keys.length === 0) return '';
    return this.includeMasterKey
      ? 'The master key is in it: whoever opens it can read every secret.\n'
      : `The master key is not in it: keep a copy of ${masterKeyFile} (id ${keys.join(', ')}) elsewhere.\n`;
  }
}

function backupText(file: string, { tables, verification, seconds: took }: BackupReport): string {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const size = `${count(Object.keys(tables).length, 'table')}, ${count(rows, 'row')}`;
  const secret = verification.secretOpened ? ', one secret opened' : '';
  const proof = verification.restored
    ? `restored into a scratch database, every table the same${secret}`
    : 'read back and decrypted, every row the same';
  return `Backed up ${size} into ${file} (${seconds(took)}).\nVerified: ${proof}.\n`;
}
