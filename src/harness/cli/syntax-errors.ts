import type { Definition } from 'clipanion';
import type { AgentPodError } from '../../core/model/errors.ts';
import { nearest } from '../../core/util/suggest.ts';
import { usageError } from './failure.ts';
import { faultyOption } from './faulty-option.ts';

/** Turns the parser's complaint into one sentence and the likely correction. */
export function explainSyntax(
  error: unknown,
  argv: readonly string[],
  definitions: readonly Definition[],
): AgentPodError {
  if (!isParserError(error)) throw error;
  const command = knownCommand(argv, definitions);
  if (command === undefined) return unknownCommand(argv, definitions);
  const see = `see agentpod help ${command.path.replace(/^agentpod /, '')}`;
  const [reason = ''] = error.message.split('\n');
  const faulty = faultyOption(argv, command, see);
  if (faulty !== undefined) return faulty;
  if (/^Not enough positional/.test(reason)) {
    return usageError('something is missing', `usage: ${command.usage}`);
  }
  if (/^Extraneous positional/.test(reason)) {
    return usageError(`${extraText(reason)} is too much here`, `usage: ${command.usage}`);
  }
  return usageError(
    reason.replace(/^Command not found.*/, 'the command line is not understood'),
    `usage: ${command.usage}; ${see}`,
  );
}

function isParserError(error: unknown): error is Error {
  return error instanceof Error && 'clipanion' in error;
}

/** The command with the most words that the command line starts with. */
export function knownCommand(
  argv: readonly string[],
  definitions: readonly Definition[],
): Definition | undefined {
  const words = argv.filter((word) => !word.startsWith('-')).join(' ');
  return definitions
    .filter(({ path }) => `${words} `.startsWith(`${withoutBinary(path)} `))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

function unknownCommand(
  argv: readonly string[],
  definitions: readonly Definition[],
): AgentPodError {
  const words = argv.filter((word) => !word.startsWith('-'));
  const paths = definitions.map(({ path }) => withoutBinary(path));
  const group = paths.filter((path) => path.startsWith(`${words[0]} `));
  if (group.length > 0) {
    const text = words.slice(0, 2).join(' ');
    const guess = nearest(text, group);
    const hint =
      guess === undefined ? `one of: ${group.join(', ')}` : `did you mean agentpod ${guess}?`;
    return usageError(
      words.length > 1 ? `unknown command "${text}"` : `"${text}" needs a verb`,
      hint,
    );
  }
  const first = words[0] ?? argv[0] ?? '';
  const guess = nearest(first, [...paths, ...paths.map((path) => path.split(' ')[0] ?? path)]);
  const hint = guess === undefined ? 'see agentpod help' : `did you mean agentpod ${guess}?`;
  return usageError(
    first.startsWith('-') ? `unknown option ${first}` : `unknown command "${first}"`,
    hint,
  );
}

function extraText(reason: string): string {
  return /\((".*")\)/.exec(reason)?.[1] ?? 'an argument';
}

function withoutBinary(path: string): string {
  return path.replace(/^agentpod ?/, '');
}
