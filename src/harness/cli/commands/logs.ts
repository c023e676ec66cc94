import { Option } from 'clipanion';
import { podContainer } from '../../../engine/pod-container.ts';
import type { LogOptions } from '../../../ports/container-runtime.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { abortOnInterrupt } from '../flows/interrupts.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requirePodKey } from '../not-found.ts';
import { parseCount, parseSeconds } from '../quantities.ts';

/** `logs`: what a pod's process wrote, as it wrote it. */
export class LogsCommand extends BaseCommand {
  static override paths = [['logs']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: "Print a pod's log.",
    examples: [
      ['The last 50 lines, and then what comes', '$0 logs acme/agent --tail 50 -f'],
      ['Since ten minutes ago', '$0 logs acme/agent --since 10m --timestamps'],
    ],
  });

  follow = Option.Boolean('-f,--follow', false, { description: 'Go on until Ctrl-C.' });
  tail = Option.String('--tail', { description: 'Only so many lines from the end.' });
  since = Option.String('--since', { description: 'Only what is younger, e.g. 10m.' });
  timestamps = Option.Boolean('--timestamps', false, {
    description: 'Put the time before each line.',
  });
  pod = Option.String({ name: 'tenant/name' });

  protected async run(): Promise<number> {
    const options = this.logOptions();
    const services = await this.services();
    const request = { readOnly: true, command: 'logs' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const container = await podContainer(workspace, requirePodKey(this.pod));
      const interrupts = abortOnInterrupt(this.context);
      try {
        const lines = workspace.runtime.logs(container.name, {
          ...options,
          signal: interrupts.signal,
        });
        for await (const line of lines) this.out.print(`${line}\n`);
      } catch (error) {
        if (interrupts.code() === undefined) throw error;
      } finally {
        interrupts.stop();
      }
      return interrupts.code() ?? EXIT.ok;
    });
  }

  private logOptions(): LogOptions {
    const { tail, since } = this;
    return {
      follow: this.follow,
      timestamps: this.timestamps,
      ...(tail === undefined ? {} : { tail: parseCount('--tail', tail, 0) }),
      ...(since === undefined ? {} : { since: this.before(parseSeconds('--since', since)) }),
    };
  }

  private before(seconds: number): string {
    return new Date(this.context.clock.now().getTime() - seconds * 1000).toISOString();
  }
}
