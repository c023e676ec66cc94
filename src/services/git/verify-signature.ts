import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signatureFault } from '../../core/git/signature-verdict.ts';
import { AgentPodError } from '../../core/model/errors.ts';

const run = promisify(execFile);

/** Whose signatures count. */
export interface TrustedKeys {
  /** Public keys of GnuPG, armoured. */
  readonly gpg: readonly string[];
  /** Lines of OpenSSH's `allowed_signers`. */
  readonly ssh: readonly string[];
}

interface Signed {
  /** A work tree where `FETCH_HEAD` is what was fetched: the commit, or the tag that leads to it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly trusted: TrustedKeys;
  readonly commit: string;
}

/** A trusted signature of the commit, or else of the tag. `SignatureInvalid` (InvalidInput) without one. */
export async function verifySignature(signed: Signed): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'agentpod-keys-'));
  try {
    const env = await keyring(home, signed);
    const commit = await check(signed, env, ['verify-commit', '--raw', signed.commit]);
    if (commit.ok) return;
    const fetched = (await git(signed, env, ['rev-parse', 'FETCH_HEAD'])).stdout.trim();
    const isTag = fetched !== signed.commit;
    const tag = isTag ? await check(signed, env, ['verify-tag', '--raw', fetched]) : undefined;
    if (tag?.ok) return;
    const faults = [
      `commit ${signed.commit.slice(0, 12)} is refused: ${signatureFault(commit.said)}`,
      ...(tag === undefined ? [] : [`of its tag: ${signatureFault(tag.said)}`]),
    ];
    throw new AgentPodError('InvalidInput', 'SignatureInvalid', faults.join('; '));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A keyring that holds what is trusted and nothing else, and a git that listens to no other config. */
async function keyring(home: string, { env, trusted }: Signed): Promise<NodeJS.ProcessEnv> {
  const signers = join(home, 'allowed_signers');
  await writeFile(signers, `${trusted.ssh.join('\n')}\n`);
  const config = join(home, 'config');
  await writeFile(config, `[gpg "ssh"]\n\tallowedSignersFile = ${signers}\n`);
  const clean = {
    PATH: env['PATH'],
    HOME: home,
    GNUPGHOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: config,
  };
  if (trusted.gpg.length > 0) {
    const keys = join(home, 'trusted.asc');
    await writeFile(keys, trusted.gpg.join('\n'));
    await run('gpg', ['--batch', '--quiet', '--no-autostart', '--import', keys], { env: clean });
  }
  return clean;
}

async function check(
  signed: Signed,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<{ readonly ok: boolean; readonly said: string }> {
  try {
    const { stderr } = await git(signed, env, args);
    return { ok: true, said: stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, said: `${stdout}${stderr}` };
  }
}

function git({ folder }: Signed, env: NodeJS.ProcessEnv, args: readonly string[]) {
  return run('git', args, { cwd: folder, env, encoding: 'utf8' });
}
