import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import { type PodKey, podSubject } from '../../../core/model/resource.ts';
import type { CustomerSession } from '../../../ports/customer-access.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { recordedPod } from '../flows/invited-pod.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Column, renderTable } from '../output/table.ts';
import { age, count } from '../output/words.ts';
import { outputFormat } from '../output-format.ts';
import { parseCount } from '../quantities.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ID', align: 'right' },
  { title: 'AGE', align: 'right' },
  { title: 'LAST USED', align: 'right' },
  { title: 'ADDRESS' },
  { title: 'EXPIRES' },
];

/** `pod sessions`: where customers are signed in to a pod, and how that is ended. */
export class PodSessionsCommand extends BaseCommand {
  static override paths = [['pod', 'sessions']];
  static override usage = BaseCommand.Usage({
    category: 'Change',
    description: 'List where customers are signed in to an agent, or sign them out.',
    details: `
      Whoever is signed out cannot let another browser in. A browser that the agent has already paired
      stays paired with it, until \`openclaw devices\` in the pod removes it.
    `,
    examples: [
      ['Who is signed in', '$0 pod sessions acme/agent'],
      ['Sign one out', '$0 pod sessions acme/agent --revoke 12'],
      ['All, and links that nobody used', '$0 pod sessions acme/agent --all'],
    ],
  });

  revoke = Option.String('--revoke', { description: 'Ends the session with this id.' });
  all = Option.Boolean('--all', false, {
    description: 'Ends every session, and every link that nobody used.',
  });
  output = Option.String('-o,--output', { description: 'text or json.' });
  actor = executeFlags.actor();
  pod = Option.String({ name: 'tenant/name' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    if (this.all && this.revoke !== undefined) {
      throw usageError('--revoke ends one session, --all every one', 'give one of them');
    }
    const id = this.revoke === undefined ? undefined : parseCount('--revoke', this.revoke, 1);
    const command = 'pod sessions';
    const { openWorkspace } = await this.services();
    const look = { readOnly: true, command };
    const { pod, sessions } = await withWorkspace(openWorkspace, look, async ({ store }) => {
      const { key } = await recordedPod(store, this.pod);
      return { pod: key, sessions: await store.access.sessions(key) };
    });
    if (id === undefined && !this.all) {
      this.list(sessions, format);
      return EXIT.ok;
    }
    const request = { readOnly: false, command };
    return withWorkspace(openWorkspace, request, async ({ store }) => {
      const what = id === undefined ? await revokeAll(store, pod) : await revokeOne(store, pod, id);
      const actor = actorOf(this.context.env, this.actor);
      const entry = { actor, action: 'pod sessions --revoke', subject: podSubject(pod) };
      await store.appendAudit([{ ...entry, result: what }]);
      if (format === 'json') this.out.printJson({ pod, revoked: what });
      else this.out.note(`${pod}: ended ${what}.\n`);
      return EXIT.ok;
    });
  }

  private list(items: readonly CustomerSession[], format: string): void {
    if (format === 'json') {
      this.out.printJson({ apiVersion: API_VERSION, kind: 'SessionList', items });
      return;
    }
    if (items.length === 0) {
      this.out.note('Nobody is signed in.\n');
      return;
    }
    const now = this.context.clock.now();
    const rows = items.map(({ id, created, lastUsed, address, expires }) => [
      String(id),
      age(created, now),
      age(lastUsed, now),
      address,
      expires,
    ]);
    const { width, paint } = this.out;
    this.out.print(renderTable(COLUMNS, rows, { width, paint }));
  }
}

async function revokeAll({ access }: Pick<StateStore, 'access'>, pod: PodKey): Promise<string> {
  const { sessions, links } = await access.revokeAll(pod);
  return `${count(sessions, 'session')} and ${count(links, 'unused link')}`;
}

async function revokeOne(
  { access }: Pick<StateStore, 'access'>,
  pod: PodKey,
  id: number,
): Promise<string> {
  if ((await access.revoke(pod, id)) > 0) return `session ${id}`;
  throw new AgentPodError('InvalidInput', 'NotFound', `pod ${pod} has no session ${id}`, {
    hint: `see agentpod pod sessions ${pod}`,
  });
}
