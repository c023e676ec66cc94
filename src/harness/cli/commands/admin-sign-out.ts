import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';

/** `admin sign-out`: whoever sits at a dashboard has to sign in again. */
export class AdminSignOutCommand extends BaseCommand {
  static override paths = [['admin', 'sign-out']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: "End every session of the dashboard's administrator.",
    details: 'The password stays; `agentpod admin link` is the way to a new one.',
    examples: [['After a laptop was lost', '$0 admin sign-out']],
  });

  actor = executeFlags.actor();

  protected async run(): Promise<number> {
    const actor = actorOf(this.context.env, this.actor);
    const command = 'admin sign-out';
    const { openWorkspace } = await this.services();
    return withWorkspace(openWorkspace, { readOnly: false, command }, async ({ store }) => {
      const ended = await store.administrator.endAll();
      await store.appendAudit([{ actor, action: command, result: `ended ${ended}` }]);
      this.out.note(`Ended ${ended} ${ended === 1 ? 'session' : 'sessions'}.\n`);
      return EXIT.ok;
    });
  }
}
