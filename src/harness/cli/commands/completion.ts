import { Option } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { bashCompletion } from '../output/completion-bash.ts';
import { fishCompletion } from '../output/completion-fish.ts';
import { type CompletionEntry, completionEntries } from '../output/completion-table.ts';
import { zshCompletion } from '../output/completion-zsh.ts';

const SHELLS: Readonly<Record<string, (entries: readonly CompletionEntry[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `completion`: a script that a shell sources. */
export class CompletionCommand extends BaseCommand {
  static override paths = [['completion']];
  static override usage = BaseCommand.Usage({
    category: 'Help',
    description: 'Print the completion script for bash, zsh or fish.',
    examples: [
      ['bash, for this session', 'source <($0 completion bash)'],
      ['zsh, for good', '$0 completion zsh > ~/.zfunc/_agentpod'],
      ['fish, for good', '$0 completion fish > ~/.config/fish/completions/agentpod.fish'],
    ],
  });

  shell = Option.String({ name: 'shell' });

  protected async run(): Promise<number> {
    const make = Object.hasOwn(SHELLS, this.shell) ? SHELLS[this.shell] : undefined;
    if (make === undefined)
      throw usageError(`${this.shell}: not a known shell`, 'use bash, zsh or fish');
    this.out.print(make(completionEntries(this.cli.definitions())));
    return EXIT.ok;
  }
}
