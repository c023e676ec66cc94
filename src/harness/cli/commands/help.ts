import { Option } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT, EXIT_CODES } from '../exit-codes.ts';
import { usageError } from '../failure.ts';

/** `help`: all commands, one command, or a topic. */
export class HelpCommand extends BaseCommand {
  static override paths = [['help'], ['--help'], ['-h']];
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
    const [first] = this.topic;
    if (first === undefined) {
      this.out.print(this.cli.usage());
      return EXIT.ok;
    }
    if (first === 'exit-codes') {
      this.out.print(exitCodesText());
      return EXIT.ok;
    }
    if (!this.isCommand())
      throw usageError(`no help for "${this.topic.join(' ')}"`, 'see agentpod help');
    return this.cli.run([...this.topic, '--help']);
  }

  private isCommand(): boolean {
    const wanted = [this.cli.binaryName, ...this.topic].join(' ');
    return this.cli.definitions().some(({ path }) => path === wanted);
  }
}

function exitCodesText(): string {
  const rows = EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
  return `Exit codes of agentpod:\n\n${rows.join('\n')}\n`;
}
