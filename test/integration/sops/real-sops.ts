import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';

/** The real `sops`, which `scripts/test-tools.sh` builds, in a folder with age keys of its own. */

const SCRIPT = join(import.meta.dirname, '../../../scripts/test-tools.sh');

const found = execaSync(SCRIPT, ['--where', 'sops'], { reject: false });
const TOOLS = found.exitCode === 0 ? found.stdout.trim() : undefined;

/** What a test is named when it cannot run, so that a report shows it. */
export const UNAVAILABLE = TOOLS ? '' : ' (LEFT OUT: run scripts/test-tools.sh for the real sops)';

export class RealSops {
  readonly folder: string;
  /** Public keys by name, whose private keys are in files of that name. */
  readonly recipients: Readonly<Record<'ours' | 'theirs', string>>;

  private constructor(folder: string, recipients: RealSops['recipients']) {
    this.folder = folder;
    this.recipients = recipients;
  }

  static async create(): Promise<RealSops> {
    const folder = await mkdtemp(join(tmpdir(), 'agentpod-real-sops-'));
    return new RealSops(folder, {
      ours: await makeKey(join(folder, 'ours')),
      theirs: await makeKey(join(folder, 'theirs')),
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  text(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  async write(name: string, text: string | Uint8Array): Promise<void> {
    await writeFile(this.path(name), text);
  }

  /** Encrypted for our key, unless `flags` say for whom. */
  async encrypt(name: string, text: string | Uint8Array, flags?: readonly string[]): Promise<void> {
    await this.write(name, text);
    await this.run('encrypt', '--in-place', ...(flags ?? ['--age', this.recipients.ours]), name);
  }

  decrypt(name: string): Promise<string> {
    return this.run('decrypt', name);
  }

  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa(join(TOOLS ?? '', 'sops'), args, {
      cwd: this.folder,
      env: { SOPS_AGE_KEY_FILE: this.path('ours'), HOME: this.folder },
      stripFinalNewline: false,
    });
    return stdout;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

async function makeKey(path: string): Promise<string> {
  const program = join(TOOLS ?? '', 'age-keygen');
  await execa(program, ['-o', path]);
  const { stdout } = await execa(program, ['-y', path]);
  return stdout.trim();
}
