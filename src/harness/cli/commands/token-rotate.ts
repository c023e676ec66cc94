import { Option } from 'clipanion';
import { type PodKey, podSubject } from '../../../core/model/resource.ts';
import { tokenStates } from '../../../engine/secret-states.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { confirm } from '../flows/confirm.ts';
import { locked } from '../flows/locked.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requireToken } from '../flows/tokens.ts';
import { count } from '../output/words.ts';
import { parseSeconds } from '../quantities.ts';

/** `token rotate`: a new gateway token for a pod, or for all. */
export class TokenRotateCommand extends BaseCommand {
  static override paths = [['token', 'rotate']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Make a new gateway token; the next apply brings it to the gateway.',
    details: `
      An OpenClaw gateway takes its new token without a restart. From then on the old one opens
      nothing: sessions that were opened with it are closed. So are those of browsers that an owner
      link let in, which OpenClaw ties to the token: they need a new link (pod open). Devices that were
      approved one by one go on.
    `,
    examples: [
      ['One pod', '$0 token rotate acme/agent'],
      ['Every pod, without asking', '$0 token rotate --all --yes'],
    ],
  });

  all = Option.Boolean('--all', false, { description: 'Of every pod.' });
  yes = executeFlags.yes();
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  pod = Option.String({ required: false, name: 'tenant/name' });

  protected async run(): Promise<number> {
    if (this.all === (this.pod !== undefined)) {
      throw usageError('say whose token', 'give either TENANT/NAME or --all');
    }
    const command = 'token rotate';
    const actor = actorOf(this.context.env, this.actor);
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const { openWorkspace } = await this.services();
    const looking = { readOnly: true, command };
    const meant = await withWorkspace(openWorkspace, looking, (workspace) => this.pods(workspace));
    if (meant.length === 0) {
      this.out.note('No gateways, so no tokens.\n');
      return EXIT.ok;
    }
    const whose = meant.length === 1 ? `of ${meant[0]}` : `of ${meant.length} pods`;
    const text = `With the next apply the old token ${whose} opens nothing any more, and owners need a new link. Only "yes" is accepted: `;
    if (!this.yes && !(await confirm(this.context, { text, answer: 'yes' }))) {
      this.out.note('Nothing was changed.\n');
      return EXIT.failed;
    }
    return withWorkspace(openWorkspace, { readOnly: false, command }, (workspace) =>
      locked(workspace, this.out, { command, timeoutSeconds }, async () => {
        const { store } = workspace;
        for (const pod of await this.pods(workspace)) {
          const version = await store.vault.rotateToken(pod);
          const entry = { actor, action: command, subject: podSubject(pod) };
          await store.appendAudit([{ ...entry, result: `version ${version}` }]);
          this.out.note(`${pod}: token version ${version}\n`);
        }
        this.out.note(
          `Run agentpod apply to bring ${count(meant.length, 'token')} to the gateways.\n`,
        );
        return EXIT.ok;
      }),
    );
  }

  private async pods({ store }: Workspace): Promise<readonly PodKey[]> {
    if (this.pod !== undefined) return [(await requireToken(store, this.pod)).pod];
    return (await tokenStates(store)).map(({ pod }) => pod);
  }
}
