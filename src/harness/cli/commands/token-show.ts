import { Option } from 'clipanion';
import { AgentPodError } from '../../../core/model/errors.ts';
import { podSubject } from '../../../core/model/resource.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requireToken } from '../flows/tokens.ts';

/** `token show`: a gateway's token, and a trace of who asked for it. */
export class TokenShowCommand extends BaseCommand {
  static override paths = [['token', 'show']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: "Print a pod's gateway token, and note in the audit who asked.",
    details: 'Prints the token and nothing else on stdout; the only command that prints a secret.',
    examples: [['To the clipboard', '$0 token show acme/agent | wl-copy']],
  });

  actor = executeFlags.actor();
  pod = Option.String({ name: 'tenant/name' });

  protected async run(): Promise<number> {
    const command = 'token show';
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    // A first look makes no state: what is not there has no token.
    const state = await withWorkspace(openWorkspace, { readOnly: true, command }, ({ store }) =>
      requireToken(store, this.pod),
    );
    const { pod } = state;
    return withWorkspace(openWorkspace, { readOnly: false, command }, async ({ store }) => {
      const token = await store.gatewayToken(pod);
      if (token === undefined) throw tokenMissing(pod);
      const entry = { actor, action: command, subject: podSubject(pod) };
      await store.appendAudit([{ ...entry, result: `version ${state.version}` }]);
      this.out.print(`${token.reveal()}\n`);
      if (!state.inUse) this.out.note('The gateway takes it with the next agentpod apply.\n');
      return EXIT.ok;
    });
  }
}

function tokenMissing(pod: string): AgentPodError {
  return new AgentPodError('Conflict', 'NotFound', `pod ${pod} has no token any more`, {
    hint: 'another writer may have removed the pod; see agentpod get pods',
  });
}
