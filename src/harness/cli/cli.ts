import { Cli, type CommandClass } from 'clipanion';
import { BaseCommand } from './base-command.ts';
import { ApplyCommand } from './commands/apply.ts';
import { CompleteCommand } from './commands/complete.ts';
import { CompletionCommand } from './commands/completion.ts';
import { DeleteCommand } from './commands/delete.ts';
import { DescribeCommand } from './commands/describe.ts';
import { DiffCommand } from './commands/diff.ts';
import { ExecCommand } from './commands/exec.ts';
import { GetCommand, PodListCommand, TenantListCommand } from './commands/get.ts';
import { HelpCommand } from './commands/help.ts';
import { HomeCommand } from './commands/home.ts';
import { LogsCommand } from './commands/logs.ts';
import { PlanCommand } from './commands/plan.ts';
import { PodCreateCommand } from './commands/pod-create.ts';
import { PodResumeCommand, PodSuspendCommand } from './commands/pod-suspend.ts';
import { SchemaCommand } from './commands/schema.ts';
import { StateStatusCommand, StateStopCommand } from './commands/state.ts';
import { TenantCreateCommand } from './commands/tenant-create.ts';
import { ValidateCommand } from './commands/validate.ts';
import { VersionCommand } from './commands/version.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { renderFailure } from './failure.ts';
import { coloured, plain, wantsColour } from './output/palette.ts';
import { explainSyntax, knownCommand } from './syntax-errors.ts';

const COMMANDS: readonly CommandClass<CliContext>[] = [
  HomeCommand,
  HelpCommand,
  VersionCommand,
  ValidateCommand,
  DiffCommand,
  PlanCommand,
  ApplyCommand,
  SchemaCommand,
  GetCommand,
  TenantListCommand,
  PodListCommand,
  DescribeCommand,
  LogsCommand,
  TenantCreateCommand,
  PodCreateCommand,
  PodSuspendCommand,
  PodResumeCommand,
  DeleteCommand,
  ExecCommand,
  StateStatusCommand,
  StateStopCommand,
  CompletionCommand,
  CompleteCommand,
];

/** Runs one command line; returns the exit code and never rejects for a user's mistake. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const noColor = argv.includes('--no-color');
  const { env, terminal } = context;
  const cli = new Cli<CliContext>({
    binaryName: 'agentpod',
    enableColors: false,
  });
  for (const command of COMMANDS) cli.register(command);
  try {
    const command = cli.process([...argv], context);
    if (command instanceof BaseCommand) return await cli.run(command, context);
    // The parser answers --help with a command of its own; ours lays the text out.
    const topic = knownCommand(argv, cli.definitions())?.path.split(' ').slice(1) ?? [];
    return await cli.run(['help', ...topic], context);
  } catch (error) {
    if (asksForHelp(argv)) return await cli.run(['help', ...argv.filter(isWord)], context);
    const paint = wantsColour({ noColor, env, isTty: terminal.stderr }) ? coloured : plain;
    const explained = explainSyntax(error, argv, cli.definitions());
    context.stderr.write(renderFailure(explained, { paint, debug: false }));
    return EXIT.usage;
  }
}

/** Not after `--`: there it belongs to the command that is to be run. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const ours = end === -1 ? argv : argv.slice(0, end);
  return ours.includes('-h') || ours.includes('--help');
}

function isWord(argument: string): boolean {
  return !argument.startsWith('-');
}
