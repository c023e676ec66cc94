import { Option } from 'clipanion';
import { addressProblem, isInnerPath, isRef } from '../../core/git/git-address.ts';
import { isSourceName, splitNamed } from '../../core/git/source-name.ts';
import { isRange } from '../../core/git/version-range.ts';
import { usageError } from './failure.ts';
import { parseSeconds } from './quantities.ts';
import type { GitAccess, GitRepository } from './serve-request.ts';

/** How `serve` is told of git repositories. */
export const gitFlags = {
  git: () =>
    Option.Array('--git', [], {
      description:
        'A git repository to watch, https, ssh or a path; NAME=URL gives it a name; repeatable.',
    }),
  ref: () =>
    Option.String('--ref', 'HEAD', {
      description:
        "Its branch, tag, commit, or newest tag of a range: 'semver:>=1.2 <2' (default HEAD).",
    }),
  folder: () => Option.String('--path', '.', { description: 'The folder of the manifests in it.' }),
  interval: () =>
    Option.String('--interval', '60s', {
      description: 'How often git is asked whether something is new (default 60s).',
    }),
  sshKey: () =>
    Option.String('--git-ssh-key', {
      description: 'Private key for git over ssh, of a deploy key say; without a passphrase.',
    }),
  knownHosts: () =>
    Option.String('--git-known-hosts', {
      description: 'Host keys that ssh takes (known_hosts); any other is always refused.',
    }),
  verify: () =>
    Option.Boolean('--verify-signatures', false, {
      description: 'Take only commits that are signed, or whose tag is; see --trusted-keys.',
    }),
  trustedKeys: () =>
    Option.Array('--trusted-keys', [], {
      description:
        'Whose signatures count: public GPG keys, or allowed_signers of ssh; repeatable.',
    }),
};

export interface GitFlags {
  readonly git: readonly string[];
  readonly ref: string;
  readonly folder: string;
  readonly interval: string;
  readonly sshKey: string | undefined;
  readonly knownHosts: string | undefined;
  readonly verify: boolean;
  readonly trustedKeys: readonly string[];
}

export function readRepositories(flags: GitFlags): readonly GitRepository[] {
  const { ref, folder: path } = flags;
  if (!isRef(ref) && !isRange(ref)) {
    throw usageError(
      `--ref ${ref}: not the name of a branch or tag, nor a commit or a range`,
      "write main, v1.2.3, a commit or 'semver:>=1.2 <2'",
    );
  }
  if (!isInnerPath(path)) throw usageError(`--path ${path}: not a folder inside the repository`);
  const intervalSeconds = Math.max(1, parseSeconds('--interval', flags.interval));
  const found = flags.git.map((text) => ({ ...readOne(text), ref, path, intervalSeconds }));
  const twice = found.find(({ url }, index) => found.findIndex((each) => each.url === url) < index);
  // Not repeated: it may hold a password.
  if (twice !== undefined) throw usageError('--git: one repository is given twice');
  const names = found.flatMap(({ name }) => name ?? []);
  const name = names.find((each, index) => names.indexOf(each) < index);
  if (name !== undefined) throw usageError(`--git: two are called ${name}`);
  return found;
}

function readOne(text: string): Pick<GitRepository, 'name' | 'url'> {
  const { name, url } = splitNamed(text);
  if (name !== undefined && !isSourceName(name)) {
    throw usageError(
      `--git ${name}=…: not a name`,
      'write lower-case letters, digits and hyphens, at most 40',
    );
  }
  const problem = addressProblem(url);
  if (problem !== undefined) throw usageError('--git: not the address of a repository', problem);
  return { name, url };
}

export function readGitAccess(flags: GitFlags): GitAccess {
  const { sshKey: sshKeyFile, knownHosts: knownHostsFile, verify, trustedKeys } = flags;
  if (verify && trustedKeys.length === 0) {
    throw usageError('--verify-signatures: by whose?', 'name the keys with --trusted-keys FILE');
  }
  if (!verify && trustedKeys.length > 0) {
    throw usageError('--trusted-keys: nothing is verified', 'say --verify-signatures as well');
  }
  return { sshKeyFile, knownHostsFile, trustedKeyFiles: verify ? trustedKeys : undefined };
}
