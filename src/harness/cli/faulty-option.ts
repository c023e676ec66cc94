import type { Definition } from 'clipanion';
import type { AgentPodError } from '../../core/model/errors.ts';
import { nearest } from '../../core/util/suggest.ts';
import { usageError } from './failure.ts';

/**
 * The first option on a command line that the command does not have or that is written as it cannot
 * be; undefined when all are right. The parser says of many such lines only that they are wrong.
 */
export function faultyOption(
  argv: readonly string[],
  command: Definition,
  see: string,
): AgentPodError | undefined {
  const options = optionsOf(command);
  const end = argv.indexOf('--');
  const words = argv.slice(0, end === -1 ? undefined : end);
  for (const word of words) {
    const fault = /^-[^-]/.test(word) ? letterFault(word, options) : nameFault(word, options);
    if (fault?.unknown !== undefined) return unknownOption(fault.unknown, command, options, see);
    if (fault !== undefined) return usageError(fault.message, fault.hint);
  }
  const last = words.at(-1) ?? '';
  return options.takingValue.has(last) ? usageError(`${last} needs a value`, see) : undefined;
}

interface Options {
  readonly names: ReadonlySet<string>;
  readonly takingValue: ReadonlySet<string>;
}

type Fault =
  | { readonly unknown: string }
  | { readonly unknown?: undefined; readonly message: string; readonly hint: string };

function optionsOf({ options }: Definition): Options {
  const namesOf = ({ definition }: Definition['options'][number]): string[] =>
    definition.replace(/ #\d+/g, '').split(',');
  const takingValue = options.filter(({ definition }) => definition.includes(' #'));
  return {
    names: new Set(options.flatMap(namesOf)),
    takingValue: new Set(takingValue.flatMap(namesOf)),
  };
}

/** Of a word such as `-yq` or `-ojson`. */
function letterFault(word: string, { names, takingValue }: Options): Fault | undefined {
  if (names.has(word)) return undefined;
  const first = word.slice(0, 2);
  if (takingValue.has(first)) {
    const hint = `write ${first} ${word.slice(2).replace(/^=/, '')}`;
    return { message: `${word}: a value stands apart`, hint };
  }
  const letter = [...word.slice(1)].find((item) => !names.has(`-${item}`));
  return letter === undefined ? undefined : { unknown: `-${letter}` };
}

/** Of a word such as `--yes`, `--no-wait` or `--output=json`. */
function nameFault(word: string, { names, takingValue }: Options): Fault | undefined {
  if (!word.startsWith('--')) return undefined;
  const [name = '', value] = word.split('=', 2);
  const plain = name.replace(/^--no-/, '--');
  if (!names.has(name) && !names.has(plain)) return { unknown: name };
  // `--refresh=false` is the one switch that may have a value.
  if (value === undefined || takingValue.has(plain) || plain === '--refresh') return undefined;
  return { message: `${name} takes no value`, hint: `write ${name}` };
}

function unknownOption(
  option: string,
  { path }: Definition,
  { names }: Options,
  see: string,
): AgentPodError {
  // Of single letters each is as near as any other.
  const guess = option.startsWith('--') ? nearest(option, [...names]) : undefined;
  const hint = guess === undefined ? see : `did you mean ${guess}?`;
  return usageError(`${path.replace(/^agentpod ?/, '')} has no option ${option}`, hint);
}
