import { Command, Option } from 'clipanion';
import type { AppConfig } from '../../config.ts';
import { ManifestError } from '../../core/model/errors.ts';
import type { ServerClient } from '../../ports/server-client.ts';
import type { CliContext, CliServices } from './context.ts';
import { exitCodeOf, failureJson, renderFailure } from './failure.ts';
import { Output } from './output/output.ts';
import type { ServerWish } from './remote/choose-server.ts';

/** What every command has: the global options, an output, and one way to fail. */
export abstract class BaseCommand extends Command<CliContext> {
  noColor = Option.Boolean('--no-color', false, {
    description: 'No colours; NO_COLOR does the same.',
  });
  quiet = Option.Boolean('-q,--quiet', false, { description: 'Only results and errors.' });
  verbose = Option.Counter('-v,--verbose', 0, { description: 'More detail.' });
  instance = Option.String('--instance', {
    description: 'Which AgentPod on this Engine; AGENTPOD_INSTANCE, else "default".',
  });
  #out: Output | undefined;

  /** The command's own work; returns its exit code. */
  protected abstract run(): Promise<number>;

  async execute(): Promise<number> {
    try {
      return await this.run();
    } catch (error) {
      await this.reportFailure(error);
      return this.failureCode(error);
    }
  }

  /** `diff` differs: there, 1 means differences. */
  protected failureCode(error: unknown): number {
    return exitCodeOf(error);
  }

  protected get out(): Output {
    this.#out ??= new Output(this.context, this);
    return this.#out;
  }

  protected async config(): Promise<AppConfig> {
    const { readConfig } = await import('../../config.ts');
    const { env, uid, home } = this.context;
    const flag = this.instance === undefined ? {} : { instance: this.instance };
    return readConfig({ env, uid, home, ...flag });
  }

  protected async services(): Promise<CliServices> {
    return this.context.connect(await this.config());
  }

  /** The server that the command is for; undefined: it looks at this machine itself. */
  protected async remote(wish: ServerWish): Promise<ServerClient | undefined> {
    const [{ chooseServer }, services, config] = await Promise.all([
      import('./remote/choose-server.ts'),
      this.services(),
      this.config(),
    ]);
    const { env, cwd, home } = this.context;
    const { contexts } = services;
    const place = await chooseServer(wish, { env, cwd, home, contexts, stateDir: config.stateDir });
    return place && services.server(place);
  }

  /** A program that reads stdout gets its error there; people read the same on stderr. */
  private async reportFailure(error: unknown): Promise<void> {
    if (Reflect.get(this, 'output') === 'json') this.out.printJson(failureJson(error));
    if (error instanceof ManifestError) {
      const { renderDiagnostics } = await import('../../core/manifests/render-diagnostics.ts');
      this.out.error(renderDiagnostics(error.diagnostics));
    }
    const debug = (this.context.env['AGENTPOD_DEBUG'] ?? '') === '1';
    this.out.error(renderFailure(error, { paint: this.out.notePaint, debug }));
  }
}
