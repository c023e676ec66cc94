import { type SimpleGit, simpleGit } from 'simple-git';
import { withoutPassword } from '../../core/git/git-address.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { type SshAccess, sshCommand } from './ssh-command.ts';

export interface GitAccess {
  readonly url: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ssh?: SshAccess | undefined;
}

/** A remote that says nothing for so long is given up. */
const SILENT_MS = 60_000;

const HANDED_ON = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

export function gitIn(baseDir: string, { env, ssh }: GitAccess): SimpleGit {
  const known = HANDED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return simpleGit({
    baseDir,
    timeout: { block: SILENT_MS },
    unsafe: { allowUnsafeSshCommand: true },
    allowEnvironment: ['GIT_SSH_COMMAND', 'GIT_TERMINAL_PROMPT'],
  }).env({
    ...Object.fromEntries(known),
    LC_ALL: 'C',
    // Nobody is there to be asked.
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: sshCommand(ssh, env['GIT_SSH_COMMAND']),
  });
}

/** Failures of git as `SourceUnavailable` (Transient), without what the address holds of passwords. */
export async function tell<Result>(
  { url }: GitAccess,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AgentPodError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    const line = words
      .split('\n')
      .filter((each) => each.trim() !== '')
      .join('; ');
    throw unavailable(line.replaceAll(url, withoutPassword(url)));
  }
}

export function unavailable(message: string): AgentPodError {
  return new AgentPodError('Transient', 'SourceUnavailable', message);
}

/** For a commit that is there and must not be used. */
export function refused(why: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'SourceRefused', `the repository is refused: ${why}`);
}
