import { usageError } from './failure.ts';

/** Checks `-o` against what a command can print. */
export function outputFormat<Format extends string>(
  given: string | undefined,
  allowed: readonly [Format, ...Format[]],
): Format {
  if (given === undefined) return allowed[0];
  const found = allowed.find((item) => item === given);
  if (found === undefined) {
    throw usageError(
      `-o ${given} is not an output form of this command`,
      `use ${allowed.join(', ')}`,
    );
  }
  return found;
}
