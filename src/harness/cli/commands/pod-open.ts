import { Option } from 'clipanion';
import { type OpenablePod, requireOpenable } from '../../../engine/changes/openable-pod.ts';
import { makeOwnerLink } from '../../../engine/changes/owner-link.ts';
import type { OwnerLink } from '../../../ports/agent-gateway.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { withWorkspace } from '../flows/planning.ts';
import { requirePodKey } from '../not-found.ts';
import { outputFormat } from '../output-format.ts';

/** `pod open`: a link that makes the first browser to open it the owner of an agent. */
export class PodOpenCommand extends BaseCommand {
  static override paths = [['pod', 'open']];
  static override usage = BaseCommand.Usage({
    category: 'Change',
    description: 'Print a one-time link by which a browser becomes the owner of an agent.',
    details: `
      The first browser that opens the link may do everything with the agent, and stays signed in.
      The link works once and for ten minutes, which OpenClaw has fixed. On a terminal a QR code
      comes with it; into a pipe goes the link alone. It is in no log; the audit notes who asked.
    `,
    examples: [
      ['Link and QR code', '$0 pod open acme/agent'],
      ['To the clipboard', '$0 pod open acme/agent | wl-copy'],
    ],
  });

  host = Option.String('--host', {
    description: 'Which of its hosts; the first by name when absent.',
  });
  qr = Option.Boolean('--qr', true, {
    description: 'A QR code on a terminal (the default); --no-qr leaves it out.',
  });
  output = Option.String('-o,--output', { description: 'text or json.' });
  actor = executeFlags.actor();
  ttl = Option.String('--ttl', { hidden: true });
  pod = Option.String({ name: 'tenant/name' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    if (this.ttl !== undefined) throw fixedLifetime();
    const command = 'pod open';
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    const { dockerHost } = await this.config();
    const local = dockerHost === undefined || dockerHost.startsWith('unix://');
    const onWait = (note: string): void => this.out.note(note);
    const request = { pod: requirePodKey(this.pod), host: this.host, local, onWait };
    // A first look makes no state: what is not there cannot be opened.
    const look = { readOnly: true, command };
    const openable = await withWorkspace(openWorkspace, look, (workspace) =>
      requireOpenable(workspace, request),
    );
    return withWorkspace(openWorkspace, { readOnly: false, command }, async (workspace) => {
      const { pod, host } = openable;
      this.out.note(`Asking ${pod} for a link to ${host}, which takes some seconds.\n`);
      const link = await makeOwnerLink(workspace, actor, openable);
      if (format === 'json') this.printLinkJson(link);
      else await this.printLink(link, openable);
      return EXIT.ok;
    });
  }

  private printLinkJson({ url, expiresAt }: OwnerLink): void {
    this.out.printJson({ url: url.reveal(), expiresInSeconds: this.secondsUntil(expiresAt) });
  }

  private async printLink(
    { url, expiresAt }: OwnerLink,
    { pod, otherHosts }: OpenablePod,
  ): Promise<void> {
    this.out.print(`${url.reveal()}\n`);
    // Only where nobody keeps what is printed: the code holds the link too.
    if (this.qr && this.context.terminal.stdout) await this.printQrCode(url.reveal());
    const minutes = Math.round(this.secondsUntil(expiresAt) / 60);
    this.out.note(`The first browser to open it within ${minutes} minutes owns ${pod}.\n`);
    if (otherHosts.length > 0) {
      this.out.note(`Other hosts, for --host: ${otherHosts.join(', ')}\n`);
    }
  }

  private async printQrCode(text: string): Promise<void> {
    const { qrCode } = await import('../output/qr-code.ts');
    const { lines, width } = qrCode(text, { colours: this.out.coloured });
    if (width <= (this.out.width ?? 0)) this.out.print(`${lines.join('\n')}\n`);
    else this.out.note(`A QR code needs a terminal of ${width} columns.\n`);
  }

  private secondsUntil(time: string): number {
    const left = Date.parse(time) - this.context.clock.now().getTime();
    return Math.max(0, Math.round(left / 1000));
  }
}

function fixedLifetime() {
  return usageError(
    '--ttl: the life of an owner link is fixed in OpenClaw, at ten minutes',
    'leave it out, and ask for another link when this one has expired',
  );
}
