import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const SSHD = '/usr/sbin/sshd';

/** Undefined when an sshd is there. */
export function whyNoSshd(): string | undefined {
  try {
    accessSync(SSHD, constants.X_OK);
    return undefined;
  } catch {
    return `no ${SSHD} (apt-get install openssh-server)`;
  }
}

/**
 * A real sshd, started for each connection, that lets in one deploy key for git alone. It has host keys
 * of its own and touches no configuration of the machine's.
 */
export class AnSshServer {
  readonly folder: string;
  readonly #server: Server;

  private constructor(folder: string) {
    this.folder = folder;
    this.#server = createServer((socket) => {
      const child = spawn(SSHD, ['-i', '-e', '-f', join(folder, 'sshd_config')], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      socket.pipe(child.stdin);
      child.stdout.pipe(socket);
      socket.on('error', () => child.kill());
      child.stdin.on('error', () => undefined);
      child.on('close', () => socket.destroy());
    });
  }

  static async start(): Promise<AnSshServer> {
    const folder = await mkdtemp(join(tmpdir(), 'agentpod-ssh-'));
    await chmod(folder, 0o755);
    for (const name of ['host', 'deploy', 'other']) {
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    }
    const key = await readFile(join(folder, 'deploy.pub'), 'utf8');
    const only = 'restrict,command="git-shell -c \\"$SSH_ORIGINAL_COMMAND\\""';
    await writeFile(join(folder, 'authorized_keys'), `${only} ${key}`);
    const config = [
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
    ];
    await writeFile(join(folder, 'sshd_config'), `${config.join('\n')}\n`);
    // Where sshd puts nothing, and without which it does not begin.
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    const made = new AnSshServer(folder);
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    await made.#writeKnownHosts();
    return made;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `ssh://${userInfo().username}@127.0.0.1:${this.#port}${path}`;
  }

  file(name: 'deploy' | 'other' | 'known_hosts' | 'wrong_hosts'): string {
    return join(this.folder, name);
  }

  async #writeKnownHosts(): Promise<void> {
    for (const [file, name] of [
      ['known_hosts', 'host'],
      ['wrong_hosts', 'other'],
    ] as const) {
      const key = await readFile(join(this.folder, `${name}.pub`), 'utf8');
      await writeFile(join(this.folder, file), `[127.0.0.1]:${this.#port} ${key}`);
    }
  }

  async stop(): Promise<void> {
    this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
