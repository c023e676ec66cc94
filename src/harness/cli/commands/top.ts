import { setFlagsFromString } from 'node:v8';
import { Option } from 'clipanion';
import type { DesiredState } from '../../../core/model/desired.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { FleetFeed } from '../../tui/fleet.ts';
import type { CliServices } from '../context.ts';
import { usageError } from '../failure.ts';
import { type NamedServer, namedServer } from '../flows/named-server.ts';
import { LoadingCommand } from '../loading-command.ts';
import { wantsColour } from '../output/palette.ts';

/** `top`: the whole fleet on one screen, live. */
export class TopCommand extends LoadingCommand {
  static override paths = [['top']];
  static override usage = LoadingCommand.Usage({
    category: 'Look',
    description: 'Watch the fleet live on the whole screen: pods, logs, events, plan and drift.',
    details: `
      Keys are those of k9s and vi; \`?\` lists them. With -f it also shows what the manifests would
      change, and can suspend, resume and reconcile; without, it only looks at what is there.

      With --server it shows what a running server tells; the token comes from AGENTPOD_TOKEN or the
      file that AGENTPOD_TOKEN_FILE names. Without, it looks at this machine itself, whether a server
      runs or not.

      For pipes and scripts there are \`agentpod status\` and \`agentpod get pods -w\`.
    `,
    examples: [
      ['The fleet, its plan and its drift', '$0 top -f tenants/'],
      ['Only look', '$0 top --read-only'],
    ],
  });

  files = Option.Array('-f,--filename', [], {
    description: 'A file or a folder of manifests (read recursively); repeatable.',
  });
  server = Option.String('--server', {
    description: 'A running server, http://HOST:PORT; AGENTPOD_SERVER, else this machine itself.',
  });
  readOnly = Option.Boolean('--read-only', false, {
    description: 'Nothing can be changed from the screen.',
  });

  protected async run(): Promise<number> {
    const { context } = this;
    if (!context.terminal.stdin || !context.terminal.stdout) {
      throw usageError('top needs a terminal', 'use agentpod status, or agentpod get pods -w');
    }
    if (this.files.includes('-')) throw usageError('top cannot read stdin', 'say -f tenants/');
    // It stays for hours and makes little garbage at a time: room for more would only be held.
    setFlagsFromString('--semi-space-growth-factor=1');
    setFlagsFromString('--heap-growing-percent=20');
    const server = await namedServer(context, this.server);
    const [{ runTop }, { themeFor }, { instance }, feed] = await Promise.all([
      import('../../tui/run/run-top.ts'),
      import('../../tui/view/theme.ts'),
      this.config(),
      server === undefined ? this.localFeed() : this.serverFeed(server),
    ]);
    const { env } = context;
    return runTop({
      context,
      feed,
      about: {
        instance: server === undefined ? instance : '',
        elsewhere: server !== undefined,
        readOnly: this.whyReadOnly(server),
        manifests: this.files.flatMap((path) => ['-f', path]),
      },
      theme: themeFor(env, wantsColour({ noColor: this.noColor, env, isTty: true })),
      flags: this.instance === undefined ? [] : ['--instance', this.instance],
    });
  }

  private whyReadOnly(server: NamedServer | undefined): string | undefined {
    if (this.readOnly) return 'read-only: start without --read-only to change things';
    if (server === undefined) return undefined;
    return 'over a server this screen only looks; changes go through its manifests';
  }

  private async localFeed(): Promise<FleetFeed> {
    const [services, { dockerHost }, { localFeed }] = await Promise.all([
      this.services(),
      this.config(),
      import('../../tui/feed/local-feed.ts'),
    ]);
    return localFeed({
      openWorkspace: services.openWorkspace,
      origin: dockerHost ?? 'this machine',
      load: this.loader(services),
      local: dockerHost === undefined || dockerHost.startsWith('unix://'),
    });
  }

  private async serverFeed(server: NamedServer): Promise<FleetFeed> {
    if (this.files.length > 0) {
      throw usageError('-f and a server: not both', 'the server has its own manifests');
    }
    return (await import('../../tui/feed/api-feed.ts')).apiFeed(server);
  }

  private loader(
    services: CliServices,
  ): ((workspace: Workspace) => Promise<DesiredState>) | undefined {
    if (this.files.length === 0) return undefined;
    const source = this.openSource(services, this.files);
    return ({ secrets }) => this.load(source, secrets, true);
  }
}
