import { Command } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';

const TEXT = `agentpod makes Docker match your manifests: one YAML file per customer.

  agentpod tenant create acme            a new customer
  agentpod pod create acme/agent         a new agent for it
  agentpod diff -f tenants/              what differs, and what it would cost
  agentpod apply -f tenants/             make it so
  agentpod get pods                      what runs
  agentpod top -f tenants/               the fleet on one screen, live

All commands: agentpod help. One command: agentpod help apply.
`;

/** What `agentpod` alone prints. */
export class HomeCommand extends BaseCommand {
  static override paths = [Command.Default];

  protected async run(): Promise<number> {
    this.out.print(TEXT);
    return EXIT.ok;
  }
}
