import type { CommandClass } from 'clipanion';
import type { CliContext } from './context.ts';

type Loader = () => Promise<readonly CommandClass<CliContext>[]>;

/**
 * All commands by their first word. Each is loaded only when it is named, so that a quick command
 * does not pay for the others.
 */
const LOADERS: ReadonlyMap<string, Loader> = new Map<string, Loader>([
  ['admin', adminCommands],
  ['alerts', alertsCommands],
  ['api-token', apiTokenCommands],
  ['apply', async () => [(await import('./commands/apply.ts')).ApplyCommand]],
  ['audit', async () => [(await import('./commands/audit.ts')).AuditCommand]],
  ['completion', async () => [(await import('./commands/completion.ts')).CompletionCommand]],
  ['config', configCommands],
  ['delete', async () => [(await import('./commands/delete.ts')).DeleteCommand]],
  ['describe', async () => [(await import('./commands/describe.ts')).DescribeCommand]],
  ['diff', async () => [(await import('./commands/diff.ts')).DiffCommand]],
  ['doctor', async () => [(await import('./commands/doctor.ts')).DoctorCommand]],
  ['events', async () => [(await import('./commands/events.ts')).EventsCommand]],
  ['exec', async () => [(await import('./commands/exec.ts')).ExecCommand]],
  ['get', async () => [(await import('./commands/get.ts')).GetCommand]],
  ['health', async () => [(await import('./commands/health.ts')).HealthCommand]],
  ['help', async () => [(await import('./commands/help.ts')).HelpCommand]],
  ['logs', async () => [(await import('./commands/logs.ts')).LogsCommand]],
  ['plan', async () => [(await import('./commands/plan.ts')).PlanCommand]],
  ['pod', podCommands],
  ['proxy', async () => [(await import('./commands/proxy-ca.ts')).ProxyCaCommand]],
  ['schema', async () => [(await import('./commands/schema.ts')).SchemaCommand]],
  ['secret', secretCommands],
  ['serve', async () => [(await import('./commands/serve.ts')).ServeCommand]],
  ['state', stateCommands],
  ['tenant', tenantCommands],
  ['token', tokenCommands],
  ['validate', async () => [(await import('./commands/validate.ts')).ValidateCommand]],
  ['version', async () => [(await import('./commands/version.ts')).VersionCommand]],
  ['wait', async () => [(await import('./commands/wait.ts')).WaitCommand]],
  ['__complete', async () => [(await import('./commands/complete.ts')).CompleteCommand]],
]);

/** These speak about all commands. */
const NEED_ALL = new Set(['help', 'completion']);

/** The commands that a command line may mean: those of its first word, else every one. */
export async function commandsFor(
  argv: readonly string[],
): Promise<readonly CommandClass<CliContext>[]> {
  const [word = ''] = argv;
  const loader = NEED_ALL.has(word) ? undefined : LOADERS.get(word);
  if (loader !== undefined) return loader();
  const { HomeCommand } = await import('./commands/home.ts');
  const loaded = await Promise.all([...LOADERS.values()].map((load) => load()));
  return [HomeCommand, ...loaded.flat()];
}

async function configCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const config = await import('./commands/config.ts');
  return [
    config.ConfigGetContextsCommand,
    config.ConfigUseContextCommand,
    config.ConfigSetContextCommand,
    config.ConfigViewCommand,
  ];
}

async function podCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [create, list, open, suspend, invite, sessions] = await Promise.all([
    import('./commands/pod-create.ts'),
    import('./commands/get.ts'),
    import('./commands/pod-open.ts'),
    import('./commands/pod-suspend.ts'),
    import('./commands/pod-invite.ts'),
    import('./commands/pod-sessions.ts'),
  ]);
  return [
    list.PodListCommand,
    create.PodCreateCommand,
    open.PodOpenCommand,
    suspend.PodSuspendCommand,
    suspend.PodResumeCommand,
    invite.PodInviteCommand,
    sessions.PodSessionsCommand,
  ];
}

async function tenantCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [{ TenantCreateCommand }, { TenantListCommand }] = await Promise.all([
    import('./commands/tenant-create.ts'),
    import('./commands/get.ts'),
  ]);
  return [TenantListCommand, TenantCreateCommand];
}

async function secretCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [
    { SecretRotateCommand, SecretSetCommand },
    { SecretListCommand },
    { SecretDeleteCommand },
    { SecretRekeyCommand },
    { SecretSealCommand },
  ] = await Promise.all([
    import('./commands/secret-set.ts'),
    import('./commands/secret-list.ts'),
    import('./commands/secret-delete.ts'),
    import('./commands/secret-rekey.ts'),
    import('./commands/secret-seal.ts'),
  ]);
  return [
    SecretListCommand,
    SecretSetCommand,
    SecretRotateCommand,
    SecretDeleteCommand,
    SecretRekeyCommand,
    SecretSealCommand,
  ];
}

async function alertsCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [{ AlertsListCommand }, { AlertsTestCommand }, { AlertsDeadCommand }] = await Promise.all([
    import('./commands/alerts-list.ts'),
    import('./commands/alerts-test.ts'),
    import('./commands/alerts-dead.ts'),
  ]);
  return [AlertsListCommand, AlertsTestCommand, AlertsDeadCommand];
}

async function apiTokenCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [{ ApiTokenListCommand }, { ApiTokenCreateCommand }, { ApiTokenRevokeCommand }] =
    await Promise.all([
      import('./commands/api-token-list.ts'),
      import('./commands/api-token-create.ts'),
      import('./commands/api-token-revoke.ts'),
    ]);
  return [ApiTokenListCommand, ApiTokenCreateCommand, ApiTokenRevokeCommand];
}

async function adminCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [{ AdminLinkCommand }, { AdminSignOutCommand }] = await Promise.all([
    import('./commands/admin-link.ts'),
    import('./commands/admin-sign-out.ts'),
  ]);
  return [AdminLinkCommand, AdminSignOutCommand];
}

async function tokenCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [{ TokenListCommand }, { TokenShowCommand }, { TokenRotateCommand }] = await Promise.all([
    import('./commands/token-list.ts'),
    import('./commands/token-show.ts'),
    import('./commands/token-rotate.ts'),
  ]);
  return [TokenListCommand, TokenShowCommand, TokenRotateCommand];
}

async function stateCommands(): Promise<readonly CommandClass<CliContext>[]> {
  const [status, backup, restore, rebuild] = await Promise.all([
    import('./commands/state.ts'),
    import('./commands/state-backup.ts'),
    import('./commands/state-restore.ts'),
    import('./commands/state-rebuild.ts'),
  ]);
  const { StateStatusCommand, StateStopCommand } = status;
  const copies = [backup.StateBackupCommand, restore.StateRestoreCommand];
  return [StateStatusCommand, StateStopCommand, ...copies, rebuild.StateRebuildCommand];
}
