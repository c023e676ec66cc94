import { Option } from 'clipanion';
import { LINK_LIFETIME } from '../../../core/access/lifetimes.ts';
import { magicLink } from '../../../core/access/paths.ts';
import { podSubject } from '../../../core/model/resource.ts';
import { publicOrigin } from '../../../core/proxy/public-origin.ts';
import { formatDuration } from '../../../core/util/duration.ts';
import type { Invitation } from '../../../ports/customer-access.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { publicHost, recordedPod, requireInvitable } from '../flows/invited-pod.ts';
import { withWorkspace } from '../flows/planning.ts';
import { outputFormat } from '../output-format.ts';
import { parseSeconds } from '../quantities.ts';

/** `pod invite`: a link by which a customer signs in to a pod, once. */
export class PodInviteCommand extends BaseCommand {
  static override paths = [['pod', 'invite']];
  static override usage = BaseCommand.Usage({
    category: 'Change',
    description: 'Print a link by which a customer signs in to an agent, once.',
    details: `
      For a mail to the customer. The first browser in which its button is pressed is signed in for
      30 days after each use, 90 at most; from then on opening the agent's address is enough. Looking
      at the link spends nothing, so mail scanners do no harm. It needs \`agentpod serve\` behind the
      reverse proxy. The link is in no log; the audit notes who asked.
    `,
    examples: [
      ['A link for a day', '$0 pod invite acme/agent'],
      ['To the clipboard', '$0 pod invite acme/agent --ttl 1h | wl-copy'],
    ],
  });

  ttl = Option.String('--ttl', '24h', {
    description: 'How long the link works (default 24h, 168h at most).',
  });
  host = Option.String('--host', {
    description: 'Which of its hosts; the first by name when absent.',
  });
  output = Option.String('-o,--output', { description: 'text or json.' });
  actor = executeFlags.actor();
  pod = Option.String({ name: 'tenant/name' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const seconds = readLifetime(this.ttl);
    const command = 'pod invite';
    const actor = actorOf(this.context.env, this.actor);
    const { openWorkspace } = await this.services();
    // A first look makes no state: what is not there cannot be opened.
    const look = { readOnly: true, command };
    const { pod, host } = await withWorkspace(openWorkspace, look, async ({ store }) => {
      const record = await recordedPod(store, this.pod);
      requireInvitable(record);
      return { pod: record.key, host: publicHost(record, this.host) };
    });
    const request = { readOnly: false, command };
    return withWorkspace(openWorkspace, request, async ({ store, settings }) => {
      const entry = { actor, action: command, subject: podSubject(pod) };
      // Before the link: none is made without a trace.
      await store.appendAudit([{ ...entry, result: `valid for ${formatDuration(seconds)}` }]);
      const invitation = await store.access.invite(pod, seconds);
      const { proxy } = settings;
      this.printLink(invitation, publicOrigin(host, proxy), format);
      if (format === 'text') this.noteUse(seconds, pod, proxy.door);
      return EXIT.ok;
    });
  }

  private printLink({ token, expires }: Invitation, origin: string, format: string): void {
    const url = magicLink(origin, token.reveal());
    if (format === 'json') this.out.printJson({ url, expiresAt: expires });
    else this.out.print(`${url}\n`);
  }

  private noteUse(seconds: number, pod: string, door: unknown): void {
    const within = formatDuration(seconds);
    this.out.note(`Signs one browser in to ${pod}, within ${within}.\n`);
    if (door !== undefined) return;
    this.out.note(
      'AGENTPOD_DOOR is off here: switch it on, apply, and keep `agentpod serve` running.\n',
    );
  }
}

function readLifetime(text: string): number {
  const seconds = parseSeconds('--ttl', text);
  if (seconds >= 60 && seconds <= LINK_LIFETIME.most) return seconds;
  throw usageError(`--ttl ${text}: not from 1m to 168h`, 'a link that lies around is a risk');
}
