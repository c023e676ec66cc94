import { Option } from 'clipanion';
import { podSubject } from '../../../core/model/resource.ts';
import { podContainer } from '../../../engine/pod-container.ts';
import type { ExecOptions } from '../../../ports/container-runtime.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { usageError } from '../failure.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requirePodKey } from '../not-found.ts';

/** `exec`: runs a command inside a pod; its exit code is ours. */
export class ExecCommand extends BaseCommand {
  static override paths = [['exec']];
  static override usage = BaseCommand.Usage({
    category: 'Change',
    description: 'Run a command inside a pod.',
    details: `
      With -it the terminal is joined to the command. The exit code of the command becomes the exit
      code of \`agentpod\`.
    `,
    examples: [
      ['A shell', '$0 exec -it acme/agent -- bash'],
      ["Ask the agent's own tool", '$0 exec acme/agent -- openclaw channels status'],
    ],
  });

  interactive = Option.Boolean('-i,--stdin', false, {
    description: 'Pass stdin on; needs a terminal.',
  });
  tty = Option.Boolean('-t,--tty', false, { description: 'Give the command a terminal.' });
  actor = executeFlags.actor();
  user = Option.String('-u,--user', { description: 'Run as this user of the container.' });
  pod = Option.String({ name: 'tenant/name' });
  command = Option.Rest({ name: 'command' });

  protected async run(): Promise<number> {
    if (this.command.length === 0) {
      throw usageError('no command given', `write agentpod exec ${this.pod} -- COMMAND`);
    }
    const options = this.execOptions();
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    // A first look makes no state: what is not there needs none to be looked for.
    const look = { readOnly: true, command: 'exec' };
    const { name, pod } = await withWorkspace(openWorkspace, look, (workspace) =>
      podContainer(workspace, requirePodKey(this.pod)),
    );
    const request = { readOnly: false, command: 'exec' };
    return withWorkspace(openWorkspace, request, async ({ runtime, store }) => {
      // Without its arguments, which may hold secrets.
      const entry = { actor, action: `exec ${this.command[0]}`, subject: podSubject(pod) };
      await store.appendAudit([{ ...entry, result: 'started' }]);
      const result = await runtime.exec(name, this.command, options);
      this.out.print(result.stdout);
      this.out.error(result.stderr);
      await store.appendAudit([{ ...entry, result: `exit ${result.exitCode}` }]);
      return result.exitCode;
    });
  }

  private execOptions(): ExecOptions {
    const user = this.user === undefined ? {} : { user: this.user };
    if (!this.interactive && !this.tty) return user;
    const { terminal, stdin, stdout } = this.context;
    if (!terminal.stdin || !terminal.stdout) {
      throw usageError('-i and -t need a terminal', 'leave them out in scripts');
    }
    // A terminal on both sides is what makes these streams the ones that Node calls TTY streams.
    const interactive = { stdin: stdin as NodeJS.ReadStream, stdout: stdout as NodeJS.WriteStream };
    return { ...user, interactive };
  }
}
