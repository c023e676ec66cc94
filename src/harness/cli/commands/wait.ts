import { Option } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { abortOnInterrupt, interrupted } from '../flows/interrupts.ts';
import { withWorkspace } from '../flows/planning.ts';
import { parseGoal, type WaitGoal } from '../flows/wait-goal.ts';
import { takeSight, waitUntil } from '../flows/wait-until.ts';
import { type Named, namedResource, resourceKind } from '../kinds.ts';
import { requirePodKey } from '../not-found.ts';
import { LiveLines } from '../output/live-lines.ts';
import { safeLine } from '../output/safe-text.ts';
import { firstLine } from '../output/words.ts';
import { parseSeconds } from '../quantities.ts';
import { remoteSight } from '../remote/remote-sight.ts';
import { serverFlags } from '../remote/server-flags.ts';

/** `wait`: until pods or tenants are as wished; for scripts. */
export class WaitCommand extends BaseCommand {
  static override paths = [['wait']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Wait until pods or tenants have a condition, or are gone.',
    details: `
      Looks at the records, the Engine and the agents themselves until each named pod or tenant was
      seen as wished. A tenant is as all of its pods are. What is not there is an error, except with
      \`--for=delete\`. When the time is up, the exit code is 6.

      Conditions: Ready, GatewayReady, RouteReady, ChannelsReady, InSync, Reconciling, Stalled.
    `,
    examples: [
      ['Until an agent serves', '$0 wait acme/agent --for=condition=Ready'],
      ["All of a customer's", '$0 wait tenant acme --for=condition=Ready --timeout 10m'],
      ['Until two pods are gone', '$0 wait pod acme/a acme/b --for=delete'],
    ],
  });

  goal = Option.String('--for', {
    description: 'condition=TYPE, condition=TYPE=STATUS or delete.',
  });
  timeout = Option.String('--timeout', '5m', {
    description: 'How long at most (default 5m); 0 looks once.',
  });
  server = serverFlags.server();
  contextName = serverFlags.context();
  names = Option.Rest({ required: 1, name: 'name' });

  protected async run(): Promise<number> {
    const goal = parseGoal(this.goal ?? '');
    const subjects = namedSubjects(this.names);
    const timeoutSeconds = parseSeconds('--timeout', this.timeout);
    const { openWorkspace } = await this.services();
    const remote = await this.remote({ server: this.server, context: this.contextName });
    const { dockerHost } = await this.config();
    const local = dockerHost === undefined || dockerHost.startsWith('unix://');
    const interrupts = abortOnInterrupt(this.context);
    const progress = this.progress(goal);
    try {
      const request = { readOnly: true, command: 'wait' };
      const waiting = {
        ...{ goal, subjects, timeoutSeconds, local, signal: interrupts.signal },
        ...progress,
      };
      if (remote === undefined) {
        await withWorkspace(openWorkspace, request, (workspace) =>
          waitUntil({ clock: workspace.clock, look: () => takeSight(workspace, waiting) }, waiting),
        );
      } else {
        await waitUntil({ clock: remote.clock, look: () => remoteSight(remote) }, waiting);
      }
    } finally {
      progress.stop();
      interrupts.stop();
    }
    const code = interrupts.code();
    if (code !== undefined) throw interrupted(code);
    return EXIT.ok;
  }

  private progress(goal: WaitGoal) {
    const met = goal.kind === 'delete' ? 'deleted' : 'condition met';
    const lines = this.out.redraws && !this.out.quiet ? this.liveLines() : undefined;
    const told = new Map<string, string>();
    return {
      onMet: (subject: Named) => {
        lines?.finish(nameOf(subject), undefined);
        this.out.print(`${nameOf(subject)} ${met}\n`);
      },
      onSeen: (subject: Named, text: string) => {
        const name = nameOf(subject);
        const seen = safeLine(firstLine(text));
        lines?.update(name, seen);
        if (lines === undefined && this.out.verbose && told.get(name) !== seen) {
          this.out.note(`${name}: ${seen}\n`);
        }
        told.set(name, seen);
      },
      stop: () => lines?.stop(),
    };
  }

  private liveLines(): LiveLines {
    return new LiveLines({
      write: (text) => this.out.note(text),
      width: () => this.out.noteWidth,
      now: () => this.context.clock.now().getTime(),
      paint: this.out.notePaint,
    });
  }
}

function nameOf({ kind, name }: Named): string {
  return `${kind}/${name}`;
}

/** `pod a/b c/d`, `tenant acme`, or each with its kind or as TENANT/POD. Named twice is once. */
function namedSubjects(words: readonly string[]): readonly Named[] {
  const [first = '', ...rest] = words;
  const kind = first.includes('/') ? undefined : resourceKind(first);
  if (kind !== undefined && rest.length === 0) throw usageError(`which ${kind}?`, NAME_ONE);
  const named = (kind === undefined ? words : rest).map((word): Named => {
    const found = kind === undefined ? namedResource(word, undefined) : { kind, name: word };
    if (found === undefined) throw usageError(`${word}: not a pod`, NAME_ONE);
    return found.kind === 'pod'
      ? { kind: 'pod', name: requirePodKey(found.name) }
      : { kind: 'tenant', name: found.name.replace(/^tenants?\//, '') };
  });
  return [...new Map(named.map((subject) => [nameOf(subject), subject])).values()];
}

const NAME_ONE = 'write TENANT/NAME, pod TENANT/NAME or tenant NAME';
