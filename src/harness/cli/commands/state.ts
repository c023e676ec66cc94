import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { BaseCommand } from '../base-command.ts';
import type { EmbeddedStatus } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { factLines } from '../output/describe-parts.ts';
import { outputFormat } from '../output-format.ts';

/** `state status`: where AgentPod remembers things. */
export class StateStatusCommand extends BaseCommand {
  static override paths = [['state', 'status']];
  static override usage = BaseCommand.Usage({
    category: 'State',
    description: 'Show where the state database is and whether it runs.',
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const { databaseUrl } = await this.config();
    const external = databaseUrl !== undefined;
    const embedded = external ? undefined : await (await this.services()).embeddedState.status();
    if (format === 'json') {
      const status = embedded ?? { directory: null, running: null, pid: null };
      this.out.printJson({ apiVersion: API_VERSION, kind: 'StateStatus', external, ...status });
    } else {
      this.out.print(embedded === undefined ? EXTERNAL : embeddedText(embedded));
    }
    return EXIT.ok;
  }
}

const EXTERNAL = 'Database:     your own PostgreSQL, from DATABASE_URL\n';

function embeddedText({ directory, running, pid }: EmbeddedStatus): string {
  const lines = factLines([
    ['Database', 'embedded PostgreSQL'],
    ['Directory', directory],
    ['Running', running ? 'yes' : 'no; it starts when it is needed'],
    ['Process', pid === undefined ? undefined : String(pid)],
  ]);
  return `${lines.join('\n')}\n`;
}

/** `state stop`: ends the embedded database. Agents do not notice. */
export class StateStopCommand extends BaseCommand {
  static override paths = [['state', 'stop']];
  static override usage = BaseCommand.Usage({
    category: 'State',
    description: 'Stop the embedded database; it starts again when it is needed.',
  });

  protected async run(): Promise<number> {
    const services = await this.services();
    const stopped = await services.embeddedState.stop();
    this.out.note(stopped ? 'Stopped the embedded database.\n' : 'It was not running.\n');
    return EXIT.ok;
  }
}
