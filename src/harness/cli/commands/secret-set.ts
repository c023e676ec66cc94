import { Option } from 'clipanion';
import type { Workspace } from '../../../engine/workspace.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { readValue } from '../flows/read-value.ts';
import { parseSeconds } from '../quantities.ts';
import { requireSecretName, requireTenantName } from '../secret-names.ts';

/** Stores a value for a tenant; the subclasses differ in whether it has to be there already. */
abstract class StoreSecretCommand extends BaseCommand {
  fromFile = Option.String('--from-file', { description: 'Read the value from this file.' });
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  tenant = Option.String({ name: 'tenant' });
  name = Option.String({ name: 'name' });

  protected abstract readonly verb: 'set' | 'rotate';

  /** Before the value is asked for. */
  protected abstract check(workspace: Workspace): Promise<void>;

  protected async run(): Promise<number> {
    const tenant = requireTenantName(this.tenant);
    const name = requireSecretName(this.name);
    const command = `secret ${this.verb}`;
    const actor = actorOf(this.context.env, this.actor);
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const { openWorkspace } = await this.services();
    const looking = { readOnly: true, command };
    await withWorkspace(openWorkspace, looking, (workspace) => this.check(workspace));
    const prompt = `Value of ${name} for tenant ${tenant} (not shown): `;
    const value = await readValue(this.context, this.fromFile, prompt);
    const request = { readOnly: false, command };
    return withWorkspace(openWorkspace, request, async (workspace) => {
      const { storeSecret } = await import('../../../engine/store-secret.ts');
      const onWait = (holder: string) => this.out.note(`Waiting for the lock: ${holder}\n`);
      const storing = { actor, command, timeoutSeconds, onWait };
      const result = await storeSecret(workspace, { tenant, name, value }, storing);
      if (result.newTenant) {
        this.out.note(`Tenant ${tenant} was not on record; it is now, with a subnet of its own.\n`);
      }
      this.out.note(
        result.changed
          ? `Stored ${name} for tenant ${tenant}, version ${result.version}. ${NEXT}\n`
          : `Tenant ${tenant} has that very value under ${name}; nothing was changed.\n`,
      );
      return EXIT.ok;
    });
  }
}

const NEXT = 'Pods that use it get it with the next agentpod apply.';

/** `secret set`. */
export class SecretSetCommand extends StoreSecretCommand {
  static override paths = [['secret', 'set']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Store a secret for a tenant, encrypted; manifests name it as {secret: NAME}.',
    details: `
      The value comes from stdin, from --from-file, or is typed without being shown; it has no place
      on a command line. Another value under the same name is its next version.
    `,
    examples: [
      ['From a password manager', 'op read op://agents/openai/key | $0 secret set acme openai-key'],
      ['From a file', '$0 secret set acme openai-key --from-file openai.key'],
    ],
  });

  protected readonly verb = 'set';

  protected async check(): Promise<void> {}
}

/** `secret rotate`. */
export class SecretRotateCommand extends StoreSecretCommand {
  static override paths = [['secret', 'rotate']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Replace the value of a stored secret by a new version.',
    details: `
      Like secret set, for a secret that is there. The plan then shows it as changed, and the next
      apply brings it to the pods that use it: live where the agent takes it so.
    `,
    examples: [['A new key', '$0 secret rotate acme openai-key --from-file new.key']],
  });

  protected readonly verb = 'rotate';

  protected async check({ store }: Workspace): Promise<void> {
    const { requireStored } = await import('../flows/stored-secrets.ts');
    requireStored(await store.vault.list(), this.tenant, this.name);
  }
}
