import { Option } from 'clipanion';
import { tenantSubject } from '../../../core/model/resource.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { API_ROLES, type NewApiToken } from '../../../ports/api-tokens.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { withWorkspace } from '../flows/planning.ts';
import { outputFormat } from '../output-format.ts';
import { requireTenantName } from '../secret-names.ts';

const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** `api-token create`: what lets a program ask the status API. */
export class ApiTokenCreateCommand extends BaseCommand {
  static override paths = [['api-token', 'create']];
  static override usage = BaseCommand.Usage({
    category: 'Secrets',
    description: 'Make a token for the status API of agentpod serve, and print it once.',
    details: `
      The state keeps a digest of it, so nobody can see it again. \`admin\` and \`read-only\` see every
      tenant; as long as the API only looks, they may do the same. \`tenant\` sees one tenant, and goes
      with it. The audit notes who asked.
    `,
    examples: [
      ['For a dashboard', '$0 api-token create wall --role read-only'],
      ["For a customer's own page", '$0 api-token create acme-page --role tenant --tenant acme'],
    ],
  });

  role = Option.String('--role', { description: 'admin, read-only or tenant.' });
  tenant = Option.String('--tenant', { description: 'Whose, with --role tenant.' });
  output = Option.String('-o,--output', { description: 'text or json.' });
  actor = executeFlags.actor();
  name = Option.String({ name: 'name' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const wanted = this.wanted();
    const command = 'api-token create';
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    const owner = wanted.role === 'tenant' ? wanted.tenant : undefined;
    if (owner !== undefined) {
      // A first look makes no state: what is not there has no tokens.
      const look = { readOnly: true, command };
      await withWorkspace(openWorkspace, look, async ({ store }) =>
        requireFound('tenant', owner, (await store.load()).tenants, ({ name }) => name),
      );
    }
    const request = { readOnly: false, command };
    return withWorkspace(openWorkspace, request, async ({ store }) => {
      const subject = owner === undefined ? {} : { subject: tenantSubject(owner) };
      const token = await store.apiTokens.create(wanted);
      const entry = { actor, action: `${command} ${wanted.name}`, ...subject };
      await store.appendAudit([{ ...entry, result: wanted.role }]);
      if (format === 'json') this.out.printJson({ ...wanted, token: token.reveal() });
      else this.out.print(`${token.reveal()}\n`);
      this.out.note('It is shown this once.\n');
      return EXIT.ok;
    });
  }

  private wanted(): NewApiToken {
    const { name, tenant } = this;
    if (!NAME.test(name)) {
      throw usageError(
        `${name}: not a name`,
        'write lower-case letters, digits and hyphens, at most 40',
      );
    }
    const role = API_ROLES.find((each) => each === this.role);
    if (role === undefined)
      throw usageError('say what it may see', `--role ${API_ROLES.join('|')}`);
    if (role !== 'tenant') {
      if (tenant === undefined) return { name, role };
      throw usageError(`--role ${role} sees every tenant`, 'leave --tenant out');
    }
    if (tenant === undefined) throw usageError('say whose', 'add --tenant NAME');
    return { name, role, tenant: requireTenantName(tenant) };
  }
}
