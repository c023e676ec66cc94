import { Option } from 'clipanion';
import { AgentPodError } from '../../../core/model/errors.ts';
import { tenantSubject } from '../../../core/model/resource.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';

/** `api-token revoke`: from now on it opens nothing. */
export class ApiTokenRevokeCommand extends BaseCommand {
  static override paths = [['api-token', 'revoke']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Revoke a token of the status API.',
    details: 'The next request with it is refused; a stream that is open ends within ten seconds.',
    examples: [['One token', '$0 api-token revoke wall']],
  });

  actor = executeFlags.actor();
  name = Option.String({ name: 'name' });

  protected async run(): Promise<number> {
    const { name } = this;
    const command = 'api-token revoke';
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    const looking = { readOnly: true, command };
    // A first look makes no state, and knows whose it is.
    const token = await withWorkspace(openWorkspace, looking, async ({ store }) =>
      (await store.apiTokens.list()).find((each) => each.name === name),
    );
    if (token === undefined) throw missing(name);
    const request = { readOnly: false, command };
    return withWorkspace(openWorkspace, request, async ({ store }) => {
      if (!(await store.apiTokens.revoke(name))) throw missing(name);
      const subject =
        token.tenant === undefined ? {} : { subject: tenantSubject(token.tenant.name) };
      const entry = { actor, action: `${command} ${name}`, ...subject };
      await store.appendAudit([{ ...entry, result: 'revoked' }]);
      this.out.note(`Revoked ${name}.\n`);
      return EXIT.ok;
    });
  }
}

function missing(name: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'NotFound', `there is no token ${name}`, {
    hint: 'see agentpod api-token list',
  });
}
