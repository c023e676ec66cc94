import { resolve } from 'node:path';
import { Option } from 'clipanion';
import { recipientsIn, SOPS_RULES } from '../../../core/sops/creation-rules.ts';
import { formatOf } from '../../../core/sops/read-sops.ts';
import type { SopsRule } from '../../../core/sops/rules.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { count } from '../output/words.ts';

/** `secret seal`: a file of secrets, or a manifest with some, encrypted for git. */
export class SecretSealCommand extends BaseCommand {
  static override paths = [['secret', 'seal']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Encrypt a file for git, as sops does; sops itself can open and edit it.',
    details: `
      For age recipients: those of --age or SOPS_AGE_RECIPIENTS, else of the nearest .sops.yaml, whose
      creation_rules also say what is encrypted. Without a rule it is every value, and in a manifest
      the value of each secret. YAML, JSON and dotenv; comments and layout stay, and comments stay
      readable. Nothing is written unless the result opens again.
    `,
    examples: [
      ['A manifest, in place', '$0 secret seal acme.yaml --age age1…'],
      ['Into another file', '$0 secret seal plain.env -o secrets.enc.env --age age1…'],
    ],
  });

  target = Option.String('-o,--output', {
    description: 'Write here; the file itself is replaced when absent.',
  });
  age = Option.Array('--age', {
    description: 'A recipient, age1…; several with commas or by giving it again.',
  });
  encryptedRegex = Option.String('--encrypted-regex', {
    description: 'Encrypt only what stands under a key that this matches.',
  });
  unencryptedRegex = Option.String('--unencrypted-regex', {
    description: 'Encrypt all but what stands under a key that this matches.',
  });
  encryptedSuffix = Option.String('--encrypted-suffix', {
    description: 'Encrypt only what stands under a key that ends so.',
  });
  unencryptedSuffix = Option.String('--unencrypted-suffix', {
    description: 'Encrypt all but what stands under a key that ends so.',
  });
  macOnlyEncrypted = Option.Boolean('--mac-only-encrypted', {
    description: 'Leave values that are not encrypted free to be edited by hand.',
  });
  file = Option.String({ name: 'file' });

  protected async run(): Promise<number> {
    const rule = this.rule();
    const target = this.target ?? this.file;
    if (formatOf(target) !== formatOf(this.file)) {
      throw usageError(
        `${target} does not end like ${this.file}, so it would not be read the same way`,
      );
    }
    const { sealer, manifestFolder } = await this.services();
    const path = resolve(this.context.cwd, this.file);
    const { text, encrypted, recipients, hasComments } = await sealer().seal({
      path,
      recipients: recipientsIn(this.age),
      rule,
      macOnlyEncrypted: this.macOnlyEncrypted,
    });
    await manifestFolder().write(resolve(this.context.cwd, target), text);
    const values = count(encrypted, 'value');
    this.out.note(`Encrypted ${values} in ${target} for ${recipients.join(', ')}.\n`);
    if (hasComments) this.out.note('Comments stay readable.\n');
    return EXIT.ok;
  }

  private rule(): SopsRule | undefined {
    const given = {
      encrypted_regex: this.encryptedRegex,
      unencrypted_regex: this.unencryptedRegex,
      encrypted_suffix: this.encryptedSuffix,
      unencrypted_suffix: this.unencryptedSuffix,
    };
    const rules = SOPS_RULES.flatMap(({ field, make }) => {
      const value = given[field];
      return value ? [make(value)] : [];
    });
    if (rules.length > 1)
      throw usageError('give one of the --encrypted-… and --unencrypted-… options');
    return rules[0];
  }
}
