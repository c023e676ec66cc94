import { readFile } from 'node:fs/promises';
import { AgentPodError } from '../../core/model/errors.ts';
import { messageOf } from '../../core/status/message.ts';
import type { TrustedKeys } from './verify-signature.ts';

const ARMOUR = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g;

/** `TrustedKeysInvalid` (InvalidInput) for a file that cannot be read, or names no key. */
export async function readTrustedKeys(files: readonly string[]): Promise<TrustedKeys> {
  const texts = await Promise.all(files.map(readKeys));
  return { gpg: texts.flatMap(({ gpg }) => gpg), ssh: texts.flatMap(({ ssh }) => ssh) };
}

async function readKeys(file: string): Promise<TrustedKeys> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw invalid(`cannot read ${file}: ${messageOf(error)}`);
  });
  const gpg = text.match(ARMOUR) ?? [];
  const ssh = text
    .replaceAll(ARMOUR, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  // `ssh-ed25519 AAAA…` alone, as it stands in a `.pub` file, would let nobody in.
  const bare = ssh.find((line) => /^(ssh|ecdsa|sk)-\S+ /.test(line));
  if (bare !== undefined) throw invalid(`${file} has a key without whose it is`);
  if (gpg.length + ssh.length === 0) throw invalid(`${file} has no key`);
  return { gpg, ssh };
}

function invalid(message: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'TrustedKeysInvalid', message, {
    hint: 'write armoured public keys of GnuPG, or lines of allowed_signers: me@example.org ssh-ed25519 AAAA…',
  });
}
