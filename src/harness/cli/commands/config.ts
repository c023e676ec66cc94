import { Option } from 'clipanion';
import {
  checkServerUrl,
  chooseContext,
  withContext,
  withoutSecrets,
} from '../../../core/remote/contexts.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { renderTable } from '../output/table.ts';
import { outputFormat } from '../output-format.ts';
import { contextsPath } from '../remote/choose-server.ts';

/** `config …`: the servers that this user's commands can be answered by. */
abstract class ContextsCommand extends BaseCommand {
  protected get file(): string {
    return contextsPath(this.context);
  }
}

/** `config get-contexts`. */
export class ConfigGetContextsCommand extends ContextsCommand {
  static override paths = [['config', 'get-contexts']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'List the contexts: names of servers, and which one is asked.',
  });

  output = Option.String('-o,--output', { description: 'table or name.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['table', 'name']);
    const { contexts } = await this.services();
    const file = await contexts.read(this.file);
    const found = file.contexts ?? [];
    if (format === 'name') this.out.print(found.map(({ name }) => `${name}\n`).join(''));
    else if (found.length === 0) this.out.note(`No contexts in ${this.file}.\n`);
    else {
      const rows = found.map(({ name, server }) => [
        name === file.currentContext ? '*' : '',
        name,
        file.servers?.find((each) => each.name === server)?.url ?? '-',
      ]);
      const columns = [{ title: 'CURRENT' }, { title: 'NAME' }, { title: 'SERVER' }];
      this.out.print(renderTable(columns, rows, this.out));
    }
    return EXIT.ok;
  }
}

/** `config use-context`. */
export class ConfigUseContextCommand extends ContextsCommand {
  static override paths = [['config', 'use-context']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'Have commands that look ask the server of this context from now on.',
    details: 'With --none they look at this machine again.',
  });

  none = Option.Boolean('--none', false, { description: 'No server: look at this machine.' });
  name = Option.String({ required: false, name: 'name' });

  protected async run(): Promise<number> {
    const { none, name, file: path } = this;
    if (none === (name !== undefined)) {
      throw usageError('say which context', 'write agentpod config use-context NAME, or --none');
    }
    const { contexts } = await this.services();
    const { currentContext: _, ...file } = await contexts.read(path);
    if (name !== undefined) chooseContext(file, name, path);
    await contexts.write(path, name === undefined ? file : { ...file, currentContext: name });
    this.out.note(name === undefined ? 'Looking at this machine.\n' : `Asking ${name}.\n`);
    return EXIT.ok;
  }
}

/** `config set-context`. */
export class ConfigSetContextCommand extends ContextsCommand {
  static override paths = [['config', 'set-context']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'Name a server and the file of its token, so that commands can ask it.',
    examples: [
      [
        'A server',
        '$0 config set-context prod --server https://pods.example.com --token-file ~/.agentpod-token',
      ],
    ],
  });

  server = Option.String('--server', { required: true, description: 'The address of the server.' });
  tokenFile = Option.String('--token-file', {
    description: 'A file with its token, mode 0600; relative ones start at the file of contexts.',
  });
  name = Option.String({ name: 'name' });

  protected async run(): Promise<number> {
    const { name, server, tokenFile, file: path } = this;
    if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
      throw usageError(`${name}: not a name`, 'use lower-case letters, digits and hyphens');
    }
    const url = checkServerUrl(server, '--server');
    const { contexts } = await this.services();
    const file = await contexts.read(path);
    const chosen = { url, ...(tokenFile === undefined ? {} : { tokenFile }) };
    await contexts.write(path, withContext(file, name, chosen));
    this.out.note(`Wrote context ${name} to ${path}\n`);
    return EXIT.ok;
  }
}

/** `config view`. */
export class ConfigViewCommand extends ContextsCommand {
  static override paths = [['config', 'view']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'Print the file of contexts; tokens in it are hidden.',
  });

  output = Option.String('-o,--output', { description: 'yaml or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['yaml', 'json']);
    const { contexts } = await this.services();
    const file = withoutSecrets(await contexts.read(this.file));
    if (format === 'json') this.out.printJson(file);
    else {
      const { yamlText } = await import('../output/yaml-text.ts');
      this.out.print(yamlText(file));
    }
    return EXIT.ok;
  }
}
