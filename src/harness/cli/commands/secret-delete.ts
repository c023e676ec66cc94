import { Option } from 'clipanion';
import { AgentPodError } from '../../../core/model/errors.ts';
import { tenantSubject } from '../../../core/model/resource.ts';
import { usersOf } from '../../../engine/secret-states.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { confirm } from '../flows/confirm.ts';
import { locked } from '../flows/locked.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requireStored } from '../flows/stored-secrets.ts';
import { parseSeconds } from '../quantities.ts';
import { requireSecretName, requireTenantName } from '../secret-names.ts';

/** `secret delete`: forgets a stored secret that no pod uses. */
export class SecretDeleteCommand extends BaseCommand {
  static override paths = [['secret', 'delete']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Delete a stored secret; refused while a pod uses it.',
    examples: [['Without asking', '$0 secret delete acme openai-key --yes']],
  });

  yes = executeFlags.yes();
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  tenant = Option.String({ name: 'tenant' });
  name = Option.String({ name: 'name' });

  protected async run(): Promise<number> {
    const tenant = requireTenantName(this.tenant);
    const name = requireSecretName(this.name);
    const command = 'secret delete';
    const actor = actorOf(this.context.env, this.actor);
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const { openWorkspace } = await this.services();
    // A first look makes no state: what is not there needs none to be deleted from.
    const look = { readOnly: true, command };
    await withWorkspace(openWorkspace, look, (workspace) => refuseUsed(workspace, tenant, name));
    const text = `The value is gone for good. Type ${name} to delete it: `;
    if (!this.yes && !(await confirm(this.context, { text, answer: name }))) {
      this.out.note('Not deleted.\n');
      return EXIT.failed;
    }
    return withWorkspace(openWorkspace, { readOnly: false, command }, (workspace) =>
      locked(workspace, this.out, { command, timeoutSeconds }, async () => {
        await refuseUsed(workspace, tenant, name);
        await workspace.store.vault.remove(tenant, name);
        const entry = { actor, action: `${command} ${name}`, subject: tenantSubject(tenant) };
        await workspace.store.appendAudit([{ ...entry, result: 'deleted' }]);
        this.out.note(`Deleted ${name} of tenant ${tenant}.\n`);
        return EXIT.ok;
      }),
    );
  }
}

async function refuseUsed({ store }: Workspace, tenant: string, name: string): Promise<void> {
  const stored = requireStored(await store.vault.list(), tenant, name);
  const users = usersOf(stored, (await store.load()).pods);
  if (users.length === 0) return;
  throw new AgentPodError(
    'Conflict',
    'SecretInUse',
    `${name} of tenant ${tenant} is used by ${users.join(', ')}; nothing was deleted`,
    { hint: `take {secret: ${name}} out of their manifests and apply them first` },
  );
}
