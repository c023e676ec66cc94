import { setFlagsFromString } from 'node:v8';
import { Option } from 'clipanion';
import type { DesiredState } from '../../../core/model/desired.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import type { FleetFeed } from '../../tui/fleet.ts';
import type { CliServices } from '../context.ts';
import { usageError } from '../failure.ts';
import { LoadingCommand } from '../loading-command.ts';
import { wantsColour } from '../output/palette.ts';
import { serverFlags } from '../remote/server-flags.ts';

/** `top`: the whole fleet on one screen, live. */
export class TopCommand extends LoadingCommand {
  static override paths = [['top']];
  static override usage = LoadingCommand.Usage({
    category: 'Look',
    description:
      'Watch the fleet live on the whole screen: pods, logs, events, plan and drift, alerts, sources.',
    details: `
      Keys are those of k9s and vi; \`?\` lists them. With -f it also shows what the manifests would
      change, and can suspend, resume and reconcile; without, it only looks at what is there.

      With a server (--server local is the one of this machine) it shows what that tells, and has it
      suspend, resume and reconcile; that takes the token of an administrator, or the socket. Without,
      it looks at this machine itself, whether a server runs or not.

      For pipes and scripts there are \`agentpod status\` and \`agentpod get pods -w\`.
    `,
    examples: [
      ['The fleet, its plan and its drift', '$0 top -f tenants/'],
      ['What the server of this machine does', '$0 top --server local'],
      ['Only look', '$0 top --read-only'],
    ],
  });

  files = Option.Array('-f,--filename', [], {
    description: 'A file or a folder of manifests (read recursively); repeatable.',
  });
  server = serverFlags.server();
  contextName = serverFlags.context();
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
    const server = await this.remoteServer();
    // What it refuses is said before the screen is another, as by every command.
    await server?.get('/health', 'Health');
    const [{ runTop }, { themeFor }, { instance }, feed] = await Promise.all([
      import('../../tui/run/run-top.ts'),
      import('../../tui/view/theme.ts'),
      this.config(),
      server === undefined ? this.localFeed() : serverFeed(server),
    ]);
    const { env } = context;
    return runTop({
      context,
      feed,
      about: {
        instance: server === undefined ? instance : '',
        server: server && this.serverWords(),
        readOnly: this.readOnly
          ? 'read-only: start without --read-only to change things'
          : undefined,
        manifests: this.files.flatMap((path) => ['-f', path]),
      },
      theme: themeFor(env, wantsColour({ noColor: this.noColor, env, isTty: true })),
      flags: this.instance === undefined ? [] : ['--instance', this.instance],
    });
  }

  /** The server whose fleet is shown. It knows its own manifests. */
  private async remoteServer(): Promise<ServerClient | undefined> {
    const { server, contextName: context } = this;
    if (this.files.length === 0) return this.remote({ server, context });
    if (server === undefined && context === undefined) return undefined;
    throw usageError('-f and a server do not go together', 'the server knows its own manifests');
  }

  /** For commands that are run from here; what the environment says holds for them as well. */
  private serverWords(): readonly string[] {
    if (this.server !== undefined) return ['--server', this.server];
    return this.contextName === undefined ? [] : ['--context', this.contextName];
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

  private loader(
    services: CliServices,
  ): ((workspace: Workspace) => Promise<DesiredState>) | undefined {
    if (this.files.length === 0) return undefined;
    const source = this.openSource(services, this.files);
    return ({ secrets }) => this.load(source, secrets, true);
  }
}

async function serverFeed(server: ServerClient): Promise<FleetFeed> {
  return (await import('../../tui/feed/api-feed.ts')).apiFeed(server);
}
