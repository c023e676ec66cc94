import { Option } from 'clipanion';
import { offerSetup, SETUP_SECONDS } from '../../../engine/offer-setup.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { withWorkspace } from '../flows/planning.ts';

const DEFAULT_URL = 'http://127.0.0.1:7080';

/** `admin link`: the way to become, or to be again, the dashboard's administrator. */
export class AdminLinkCommand extends BaseCommand {
  static override paths = [['admin', 'link']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: "Print the one-time link that sets the password of the dashboard's administrator.",
    details: `
      It works once, for an hour, and until another one is printed. Setting the password ends every
      session and drops the second factor, if there was one. Nobody can see a password: whoever forgot
      it, or lost the telephone, makes a new link. The audit notes who asked.

      The dashboard is served by \`agentpod serve\`. Browsers keep its session only on https or on the
      machine's own address; from elsewhere, go through a reverse proxy or \`ssh -L 7080:127.0.0.1:7080\`.
    `,
    examples: [
      ['On this machine', '$0 admin link'],
      ['Behind a reverse proxy', '$0 admin link --url https://agentpod.example.com'],
    ],
  });

  url = Option.String('--url', DEFAULT_URL, {
    description: `Where the dashboard is (default ${DEFAULT_URL}).`,
  });
  actor = executeFlags.actor();

  protected async run(): Promise<number> {
    const origin = originOf(this.url);
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    const request = { readOnly: false, command: 'admin link' };
    return withWorkspace(openWorkspace, request, async ({ store }) => {
      const link = await offerSetup(store, { origin, actor });
      this.out.print(`${link.reveal()}\n`);
      this.out.note(`It works once, for ${SETUP_SECONDS / 60} minutes.\n`);
      return EXIT.ok;
    });
  }
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '') return url.origin;
  throw usageError(`--url ${text}: not an address`, `write it like ${DEFAULT_URL}`);
}
