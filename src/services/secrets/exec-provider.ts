import { Secret, type SecretSource } from '../../core/model/secret.ts';
import { redact } from '../../core/status/redact.ts';
import { execEnvironment } from './exec-environment.ts';
import { decodeText } from './read-bytes.ts';
import { type RunResult, runProgram } from './run-program.ts';
import { missingSecret } from './secret-problem.ts';

/**
 * Secrets that a program prints (`op read …`, `vault kv get …`). No shell: the words of the command
 * are its arguments. Only a first line of what it says on stderr is ever shown, redacted.
 */

export interface ExecLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const LIMITS: ExecLimits = { timeoutMs: 10_000, maxBytes: 64 * 1024 };
/** One pass reads a secret more than once; a program may take a second or ask for a finger. */
const REMEMBERED_MS = 30_000;

type Exec = Extract<SecretSource, { kind: 'exec' }>;

export function execProvider(
  env: Readonly<Record<string, string | undefined>>,
  limits: ExecLimits = LIMITS,
): (source: Exec) => Promise<Secret> {
  const running = new Map<string, { readonly value: Promise<Secret>; readonly since: number }>();
  return (source) => {
    const key = JSON.stringify([source.directory, source.command]);
    const known = running.get(key);
    if (known && performance.now() - known.since < REMEMBERED_MS) return known.value;
    const value = run(source, env, limits);
    running.set(key, { value, since: performance.now() });
    // What failed is tried again: somebody may just have signed in.
    value.catch(() => running.delete(key));
    return value;
  };
}

async function run({ command, directory }: Exec, env: ExecEnv, limits: ExecLimits) {
  const [program = '', ...args] = command;
  const result = await runProgram(
    { program, args, directory, env: execEnvironment(program, env) },
    limits,
  );
  const trouble = troubleIn(result, limits);
  if (trouble !== undefined) throw missingSecret(`the program ${program} ${trouble}`, HINT);
  const text = decodeText(result.stdout, `the output of the program ${program}`);
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw missingSecret(`the program ${program} printed nothing`, HINT);
  return new Secret(value);
}

type ExecEnv = Readonly<Record<string, string | undefined>>;

const HINT = 'run the command by hand in the folder of the manifest';

function troubleIn(result: RunResult, { timeoutMs, maxBytes }: ExecLimits): string | undefined {
  switch (result.end) {
    case 'not-started':
      return `cannot be started: ${result.reason}`;
    case 'timeout':
      return `took longer than ${timeoutMs / 1000} s and was stopped`;
    case 'too-much':
      return `printed more than ${maxBytes / 1024} KiB and was stopped`;
    case 'signal':
      return `was ended by ${result.reason}${lastWords(result)}`;
    case 'exit':
      return result.code === 0
        ? undefined
        : `ended with exit code ${result.code}${lastWords(result)}`;
  }
}

const LONGEST = 200;

/** What it printed may be half the secret, so that is masked too. */
function lastWords({ stdout, stderr }: RunResult): string {
  const [first = ''] = stderr.toString('utf8').trimStart().split('\n');
  const printed = stdout.toString('utf8').trim();
  const line = redact(first, printed === '' ? [] : [new Secret(printed)]).trim();
  // Control characters could rewrite what stands on the terminal.
  const visible = line.replace(/\p{Cc}/gu, ' ').slice(0, LONGEST);
  return visible === '' ? '' : `: ${visible}`;
}
