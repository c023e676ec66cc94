import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { AGitRemote } from './a-git-remote.ts';

/** Somebody who signs, with keys of GnuPG and of OpenSSH made for the occasion. */
export class ASigner {
  readonly #folder: string;
  readonly mail: string;

  private constructor(folder: string, mail: string) {
    this.#folder = folder;
    this.mail = mail;
  }

  static async create(name: string): Promise<ASigner> {
    const signer = new ASigner(await mkdtemp(join(tmpdir(), 'ap-sign-')), `${name}@example.org`);
    await signer.#gpg('--passphrase', '', '--quick-gen-key', signer.mail, 'ed25519', 'sign');
    const key = ['-q', '-t', 'ed25519', '-N', '', '-f', signer.#sshKey];
    await execa('ssh-keygen', key);
    return signer;
  }

  get #sshKey(): string {
    return join(this.#folder, 'key');
  }

  #gpg(...args: readonly string[]) {
    return execa('gpg', ['--homedir', this.#folder, '--batch', ...args]);
  }

  /** A file of what others trust. */
  async publicKeys(kind: 'gpg' | 'ssh'): Promise<string> {
    const file = join(this.#folder, `trusted-${kind}`);
    const text =
      kind === 'gpg'
        ? (await this.#gpg('--armor', '--export')).stdout
        : `${this.mail} ${await readFile(`${this.#sshKey}.pub`, 'utf8')}`;
    await writeFile(file, `${text}\n`);
    return file;
  }

  /** Lets git in the work tree sign as this one. */
  async signFor(remote: AGitRemote, kind: 'gpg' | 'ssh'): Promise<void> {
    const program = join(this.#folder, 'gpg-here');
    await writeFile(program, `#!/bin/sh\nexec gpg --homedir '${this.#folder}' "$@"\n`, {
      mode: 0o700,
    });
    const config = {
      'gpg.format': kind === 'gpg' ? 'openpgp' : 'ssh',
      'gpg.program': program,
      'user.signingKey': kind === 'gpg' ? this.mail : this.#sshKey,
    };
    for (const [name, value] of Object.entries(config)) await remote.git('config', name, value);
  }

  async remove(): Promise<void> {
    await execa('gpgconf', ['--homedir', this.#folder, '--kill', 'all'], { reject: false });
    await rm(this.#folder, { recursive: true, force: true });
  }
}
