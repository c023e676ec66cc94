import { type Definition, Option } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT, EXIT_CODES } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { commandHelp, commandList } from '../output/help.ts';
import { knownCommand } from '../syntax-errors.ts';

/** `help`: all commands, one command, or a topic. */
export class HelpCommand extends BaseCommand {
  static override paths = [['help']];
  static override usage = BaseCommand.Usage({
    category: 'Help',
    description: 'List all commands, explain one, or show a topic: exit-codes.',
    examples: [
      ['One command', '$0 help apply'],
      ['What exit codes mean', '$0 help exit-codes'],
    ],
  });

  topic = Option.Rest({ name: 'topic' });

  protected async run(): Promise<number> {
    this.out.print(this.text(this.cli.definitions()));
    return EXIT.ok;
  }

  private text(definitions: readonly Definition[]): string {
    const topic = this.topic.join(' ');
    if (topic === '') return commandList(definitions, this.out.paint);
    if (topic === 'exit-codes') return exitCodesText();
    const found = knownCommand(this.topic, definitions);
    if (found !== undefined) return commandHelp(found, this.out.paint);
    const group = definitions.filter(({ path }) => path.startsWith(`agentpod ${topic} `));
    if (group.length > 0) return group.map((item) => commandHelp(item, this.out.paint)).join('\n');
    throw usageError(`no help for "${topic}"`, 'see agentpod help');
  }
}

function exitCodesText(): string {
  const rows = EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
  return `Exit codes of agentpod:\n\n${rows.join('\n')}\n`;
}
