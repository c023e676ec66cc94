import { Option } from 'clipanion';
import { DEFAULT_HEALTH } from '../../../core/health/pulse.ts';
import type { Stops } from '../../../engine/loop/loop-parts.ts';
import { actorOf } from '../actor.ts';
import { BaseCommand } from '../base-command.ts';
import { executeFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { forgeFlags, readForgeAccess } from '../forge-flags.ts';
import { gitFlags, readGitAccess, readRepositories } from '../git-flags.ts';
import { parseCount, parseSeconds } from '../quantities.ts';

/** The whole of a drain; then what runs is cut short or undone. */
const DEFAULT_DRAIN = '30s';

/** `serve`: keeps the world as the manifests say, until it is stopped. */
export class ServeCommand extends BaseCommand {
  static override paths = [['serve']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'Run as a server: watch the manifests, apply what changes, heal what breaks.',
    details: `
      Pods that die, are stopped or removed come back; a manifest that changes is applied; one that is
      invalid changes nothing, and what was in force stays so. Several servers on one state: one acts,
      the others stand by. Ending it, in whatever way, never touches a pod.

      On SIGTERM or Ctrl-C it finishes what it began (--drain), then ends with exit code 0; a second
      signal cuts that short. \`/livez\`, \`/readyz\` and \`/metrics\` answer on --listen, and
      below \`/api/v1\` the status API, for tokens of \`agentpod api-token create\`. Forges send
      webhooks to \`/hooks/NAME\` of a git source, with the secret in AGENTPOD_WEBHOOK_SECRET_FILE.

      What no manifest names any more is left alone unless --prune is given.
    `,
    examples: [
      ['A folder', '$0 serve -f tenants/'],
      [
        'Delete what is gone from the manifests, at most two pods at once',
        '$0 serve -f tenants/ --prune --max-deletes 2',
      ],
      [
        'The newest release in git, signed by somebody who may',
        "$0 serve --git git@git.example.org:acme/fleet.git --ref 'semver:>=1.2 <2' --verify-signatures --trusted-keys signers",
      ],
    ],
  });

  files = Option.Array('-f,--filename', [], {
    description: 'A file or a folder (read recursively) to watch; repeatable.',
  });
  git = gitFlags.git();
  ref = gitFlags.ref();
  folder = gitFlags.folder();
  interval = gitFlags.interval();
  sshKey = gitFlags.sshKey();
  knownHosts = gitFlags.knownHosts();
  verify = gitFlags.verify();
  trustedKeys = gitFlags.trustedKeys();
  forge = forgeFlags.forge();
  forgeApi = forgeFlags.api();
  forgeToken = forgeFlags.token();
  listen = Option.String('--listen', '127.0.0.1:7080', {
    description:
      'HOST:PORT of probes and status API (default 127.0.0.1:7080); port 0 takes a free one.',
  });
  resync = Option.String('--resync', '30s', {
    description: 'The longest that a difference goes unseen (default 30s).',
  });
  unhealthyAfter = Option.String('--unhealthy-after', `${DEFAULT_HEALTH.seconds}s`, {
    description: `How long an agent must not answer before it is restarted (default ${DEFAULT_HEALTH.seconds}s).`,
  });
  alerts = Option.String('--alerts', {
    description: 'A file that says who is told of trouble; see docs/alerts.md.',
  });
  commitAuthor = Option.String('--commit-author', {
    description:
      "'NAME <ADDRESS>' of commits that the dashboard makes (default: admin@ this host).",
  });
  prune = Option.Boolean('--prune', false, {
    description: 'Also delete what AgentPod made and no manifest names any more.',
  });
  maxDeletes = Option.String('--max-deletes', '1', {
    description: 'Refuse to delete more pods than this at once (default 1).',
  });
  drain = Option.String('--drain', DEFAULT_DRAIN, {
    description: `How long to finish what was begun when stopped (default ${DEFAULT_DRAIN}).`,
  });
  concurrency = executeFlags.concurrency();
  actor = executeFlags.actor();

  protected async run(): Promise<number> {
    const { context } = this;
    if (this.files.length + this.git.length === 0) {
      throw usageError('nothing to watch', 'say -f tenants/ or --git URL');
    }
    if (this.files.includes('-')) throw usageError('stdin cannot be watched', 'say -f tenants/');
    const request = {
      folders: this.files,
      git: readRepositories(this),
      gitAccess: readGitAccess(this),
      forge: readForgeAccess(this, context.env),
      ...(this.alerts === undefined ? {} : { alerts: this.alerts }),
      ...(this.commitAuthor === undefined ? {} : { commitAuthor: authorIn(this.commitAuthor) }),
      cwd: context.cwd,
      stdin: context.stdin,
      listen: parseListen(this.listen),
      settings: {
        concurrency: parseCount('--concurrency', this.concurrency, 1),
        resyncSeconds: Math.max(1, parseSeconds('--resync', this.resync)),
        health: {
          ...DEFAULT_HEALTH,
          seconds: parseSeconds('--unhealthy-after', this.unhealthyAfter),
        },
        heartbeat: true,
        usage: true,
        prune: {
          enabled: this.prune,
          allowEmpty: false,
          maxDeletes: parseCount('--max-deletes', this.maxDeletes, 0),
        },
        actor: actorOf(context.env, this.actor),
      },
      version: context.version,
      output: {
        json: !context.terminal.stderr,
        write: (line: string) => {
          context.stderr.write(line);
        },
      },
    };
    const { serve } = await this.services();
    const { stops, end } = this.watchSignals(parseSeconds('--drain', this.drain));
    try {
      await serve({ ...request, stops });
    } finally {
      end();
    }
    return EXIT.ok;
  }

  /** The first signal drains, the second one cuts short, the third one ends the process. */
  private watchSignals(drainSeconds: number): { readonly stops: Stops; readonly end: () => void } {
    const drain = new AbortController();
    const now = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const unsubscribe = this.context.interrupts.subscribe(() => {
      if (now.signal.aborted) this.context.interrupts.exit(EXIT.failed);
      else if (drain.signal.aborted) now.abort();
      else {
        timer = setTimeout(() => now.abort(), drainSeconds * 1000);
        drain.abort();
      }
    });
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
    };
    return { stops: { drain: drain.signal, now: now.signal }, end };
  }
}

function parseListen(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw usageError(`--listen ${text}: not an address`, 'write 127.0.0.1:7080 or [::1]:7080');
}

function authorIn(text: string): string {
  if (/^[^<>\p{Cc}]{1,100} <[^<>\s]{1,200}>$/u.test(text)) return text;
  throw usageError('--commit-author: not an author', "write 'NAME <ADDRESS>'");
}
