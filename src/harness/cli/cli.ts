import { Cli } from 'clipanion';
import { commandsFor } from './command-table.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { failureJson, renderFailure } from './failure.ts';
import { coloured, plain, wantsColour } from './output/palette.ts';
import { explainSyntax } from './syntax-errors.ts';

/** Runs one command line; returns the exit code and never rejects for a user's mistake. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  if (asksForHelp(argv)) return runCli(['help', ...wordsBeforeOptions(argv)], context);
  const cli = new Cli<CliContext>({ binaryName: 'agentpod', enableColors: false });
  for (const command of await commandsFor(argv)) cli.register(command);
  let command: ReturnType<typeof cli.process>;
  try {
    command = cli.process([...argv], context);
  } catch (error) {
    const { env, terminal } = context;
    const noColor = argv.includes('--no-color');
    const paint = wantsColour({ noColor, env, isTty: terminal.stderr }) ? coloured : plain;
    const explained = explainSyntax(error, argv, cli.definitions());
    if (asksForJson(argv)) {
      context.stdout.write(`${JSON.stringify(failureJson(explained), null, 2)}\n`);
    }
    context.stderr.write(renderFailure(explained, { paint, debug: false }));
    return EXIT.usage;
  }
  return cli.run(command, context);
}

/** Not after `--`: there it belongs to the command that is to be run. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const ours = end === -1 ? argv : argv.slice(0, end);
  return ours.includes('-h') || ours.includes('--help');
}

/** Read by hand: what could not be parsed has no options yet. */
function asksForJson(argv: readonly string[]): boolean {
  return argv.some(
    (argument, index) =>
      /^(-o|--output=)json$/.test(argument) ||
      (argument === 'json' && /^(-o|--output)$/.test(argv[index - 1] ?? '')),
  );
}

/** What names the command: `get pods -o wide -h` asks about `get pods`, hence about `get`. */
function wordsBeforeOptions(argv: readonly string[]): string[] {
  const end = argv.findIndex((argument) => argument.startsWith('-'));
  return argv.slice(0, end);
}
