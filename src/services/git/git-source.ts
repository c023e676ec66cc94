import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { isCommit, withoutPassword } from '../../core/git/git-address.ts';
import { backoffMs } from '../../core/loop/backoff.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SourceFiles } from '../../ports/manifest-source.ts';
import type { SourceListener, WatchedSource } from '../../ports/watched-source.ts';
import { manifestSource } from '../source/manifest-source.ts';
import { sourceProblem } from '../source/source-problem.ts';
import { dropOthers, fetchCommit, folderIn, type GitRemote, remoteCommit } from './git-checkout.ts';

export interface GitSourceOptions {
  readonly url: string;
  readonly ref: string;
  readonly path: string;
  readonly intervalSeconds: number;
}

export interface GitSourceGround {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Which commit was valid when it was last read; kept so that a restart begins with it. */
const GOOD = 'good';

/** A folder of a git repository at a branch, tag or commit, asked for at an interval. */
export function gitSource(options: GitSourceOptions, ground: GitSourceGround): WatchedSource {
  return new GitSource(options, ground);
}

class GitSource implements WatchedSource {
  readonly name: string;
  readonly #remote: GitRemote;
  readonly #options: GitSourceOptions;
  readonly #ground: GitSourceGround;
  /** Settled once there was a first answer of the remote, or a commit from before. */
  readonly #begun = Promise.withResolvers<void>();
  #fetched: string | undefined;
  #read: string | undefined;
  #good: string | undefined;
  #problem = 'it was not fetched yet';

  constructor(options: GitSourceOptions, ground: GitSourceGround) {
    const { url, ref, path } = options;
    const key = createHash('sha256').update([url, ref].join('\n')).digest('hex').slice(0, 16);
    this.name = `${withoutPassword(url)} ${ref} ${path}`;
    this.#remote = {
      url,
      ref,
      path,
      cache: join(ground.stateDir, 'sources', key),
      env: ground.env,
    };
    this.#options = options;
    this.#ground = ground;
  }

  revision(): string | undefined {
    return this.#read === undefined ? undefined : `${this.#options.ref}@sha1:${this.#read}`;
  }

  async read(): Promise<SourceFiles> {
    await this.#begun.promise;
    const commit = this.#fetched;
    if (commit === undefined) return this.#nothing(this.#problem);
    try {
      const folder = await folderIn(this.#remote, commit);
      const { files, diagnostics } = await manifestSource(['.'], {
        cwd: folder,
        stdin: new PassThrough(),
      }).read();
      this.#read = commit;
      return {
        files: files.map((file) => ({ ...file, name: this.#shown(file.name) })),
        diagnostics: diagnostics.map((item) => ({ ...item, file: this.#shown(item.file) })),
      };
    } catch (error) {
      return this.#nothing(messageOf(error));
    }
  }

  /** What was read last is in force from now on. */
  async accepted(): Promise<void> {
    const commit = this.#read;
    if (commit === undefined || commit === this.#good) return;
    const file = join(this.#remote.cache, GOOD);
    await writeFile(`${file}.tmp`, commit);
    await rename(`${file}.tmp`, file);
    this.#good = commit;
    const kept = [commit, this.#fetched].filter((each) => each !== undefined);
    await dropOthers(this.#remote, new Set(kept));
  }

  async watch(listener: SourceListener, signal: AbortSignal): Promise<void> {
    await this.#resume(listener);
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#look(listener);
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#problem = messageOf(error);
        listener.failed(this.#problem);
      }
      this.#begun.resolve();
      await this.#ground.clock.sleep(this.#pause(failures), signal);
    }
  }

  #pause(failures: number): number {
    const { random } = this.#ground;
    const interval = this.#options.intervalSeconds * 1000 * (1 - 0.2 * random());
    return failures === 0 ? interval : Math.max(interval, backoffMs(failures, random()));
  }

  /** The commit of the last time: the remote may be away, or have one by now that is invalid. */
  async #resume(listener: SourceListener): Promise<void> {
    if (this.#fetched !== undefined) return;
    const good = await readFile(join(this.#remote.cache, GOOD), 'utf8').catch(() => '');
    if (!isCommit(good)) return;
    const isThere = await folderIn(this.#remote, good).catch(() => undefined);
    if (isThere === undefined) return;
    this.#fetched = good;
    this.#good = good;
    this.#begun.resolve();
    listener.changed();
  }

  async #look(listener: SourceListener): Promise<void> {
    const wanted = await remoteCommit(this.#remote);
    if (wanted !== this.#fetched) {
      this.#fetched = await fetchCommit(this.#remote);
      this.#begun.resolve();
      listener.changed();
    }
    listener.checked();
  }

  #shown(name: string): string {
    const repository = withoutPassword(this.#options.url).split(/[/:]/).at(-1) ?? '';
    const folder = this.#options.path === '.' ? '' : `${this.#options.path.replace(/\/$/, '')}/`;
    return `${repository.replace(/\.git$/, '')}:${folder}${name}`;
  }

  #nothing(message: string): SourceFiles {
    const problem = sourceProblem(this.name, { rule: 'SourceUnavailable', message });
    return { files: [], diagnostics: [problem] };
  }
}
