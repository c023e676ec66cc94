import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WatchedSource } from '../../../src/ports/watched-source.ts';
import { type GitSourceGround, gitSource } from '../../../src/services/git/git-source.ts';
import { systemClock } from '../../../src/services/system-clock.ts';

type Access = Pick<GitSourceGround, 'ssh' | 'trusted'>;

/** A git source that is being watched, with what it told. It asks every tenth of a second. */
export class AWatchedGit {
  readonly source: WatchedSource;
  readonly told: string[] = [];
  readonly #stateDir: string;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;
  #heard: () => void = () => undefined;

  private constructor(stateDir: string, url: string, ref: string, access: Access) {
    this.#stateDir = stateDir;
    const env = { PATH: process.env['PATH'], HOME: stateDir };
    const ground = { stateDir, env, clock: systemClock, random: () => 0, ...access };
    const options = { name: 'fleet', url, ref, path: '.', intervalSeconds: 0.1 };
    this.source = gitSource(options, ground);
    const say = (word: string): void => {
      this.told.push(word);
      this.#heard();
    };
    this.#watching = this.source.watch(
      {
        changed: (news) => say(`changed: ${news?.revision}`),
        checked: () => say('checked'),
        failed: (message) => say(`failed: ${message}`),
      },
      this.#stop.signal,
    );
  }

  static async open(url: string, ref: string, access: Access = {}): Promise<AWatchedGit> {
    const stateDir = await mkdtemp(join(tmpdir(), 'agentpod-state-'));
    return new AWatchedGit(stateDir, url, ref, access);
  }

  /** Resolves with the first word that fits, among those from `from` on. */
  async heard(fits: RegExp, from = 0): Promise<string> {
    const signal = AbortSignal.timeout(30_000);
    for (;;) {
      const found = this.told.slice(from).find((word) => fits.test(word));
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve;
        const late = () => reject(new Error(`heard only ${this.told.join(', ')}`));
        signal.addEventListener('abort', late, { once: true });
      });
    }
  }

  /** What is wrong, or else the names of the files. */
  async read(): Promise<string> {
    const { files, diagnostics } = await this.source.read();
    const [first] = diagnostics;
    return first === undefined ? files.map(({ name }) => name).join() : first.message;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await rm(this.#stateDir, { recursive: true, force: true });
  }
}
