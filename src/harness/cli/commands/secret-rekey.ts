import { resolve } from 'node:path';
import { Option } from 'clipanion';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { count } from '../output/words.ts';
import { parseSeconds } from '../quantities.ts';

/** `secret rekey`: another master key for all that is stored. */
export class SecretRekeyCommand extends BaseCommand {
  static override paths = [['secret', 'rekey']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: "Change the master key: the tenants' keys are encrypted anew, at once.",
    details: `
      The new key takes the place of the old one in the master key's file, mode 0600. Whoever reads
      secrets meanwhile goes on, and no pod changes. Make a new backup afterwards: older ones need the
      old key.
    `,
    examples: [
      ['A new random key', '$0 secret rekey'],
      ['A key of your own, 32 bytes as base64', '$0 secret rekey --new-key-file next.key'],
    ],
  });

  newKeyFile = Option.String('--new-key-file', {
    description: 'A file of mode 0600 that holds the new key; one is made when absent.',
  });
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();

  protected async run(): Promise<number> {
    const command = 'secret rekey';
    const actor = actorOf(this.context.env, this.actor);
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const { rekey, openWorkspace } = await this.services();
    const { newKeyFile } = this;
    const report = await rekey({
      ...(newKeyFile === undefined ? {} : { newKeyFile: resolve(this.context.cwd, newKeyFile) }),
      lock: {
        command,
        timeoutSeconds,
        onWait: (holder) => this.out.note(`Waiting for the lock: ${holder}\n`),
      },
    });
    await withWorkspace(openWorkspace, { readOnly: false, command }, ({ store }) =>
      store.appendAudit([{ actor, action: command, result: 'done' }]),
    );
    const keys = count(report.tenants, 'tenant');
    this.out.note(`Encrypted the keys of ${keys} anew. The master key is in ${report.keyFile}.\n`);
    return EXIT.ok;
  }
}
