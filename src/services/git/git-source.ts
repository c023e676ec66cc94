import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { isCommit, labelOf, withoutPassword } from '../../core/git/git-address.ts';
import { backoffMs } from '../../core/loop/backoff.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SourceFiles } from '../../ports/manifest-source.ts';
import type { SourceAbout, SourceListener, WatchedSource } from '../../ports/watched-source.ts';
import { manifestSource } from '../source/manifest-source.ts';
import { sourceProblem } from '../source/source-problem.ts';
import { dropOthers, fetchCommit, folderIn, type GitRemote } from './git-checkout.ts';
import { LookBell } from './look-bell.ts';
import { remoteRef } from './remote-ref.ts';
import type { SshAccess } from './ssh-command.ts';
import type { TrustedKeys } from './verify-signature.ts';

export interface GitSourceOptions {
  readonly name: string;
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
  readonly ssh?: SshAccess | undefined;
  /** Only what one of these signed is taken. */
  readonly trusted?: TrustedKeys | undefined;
}

/** Which commit was valid when it was last read; kept so that a restart begins with it. */
const GOOD = 'good';

interface Fetched {
  readonly commit: string;
  /** The branch or tag, as a person calls it. */
  readonly label: string;
  /** Why this commit must not be read. */
  readonly fault?: AgentPodError;
}

/** A folder of a git repository at a ref, asked for at an interval or when a hook says so. */
export function gitSource(options: GitSourceOptions, ground: GitSourceGround): WatchedSource {
  return new GitSource(options, ground);
}

class GitSource implements WatchedSource {
  readonly name: string;
  readonly about: SourceAbout;
  readonly #place: string;
  readonly #remote: GitRemote;
  readonly #options: GitSourceOptions;
  readonly #ground: GitSourceGround;
  readonly #bell = new LookBell();
  /** Settled once there was a first answer of the remote, or a commit from before. */
  readonly #begun = Promise.withResolvers<void>();
  #fetched: Fetched | undefined;
  #read: Fetched | undefined;
  #good: string | undefined;
  #problem = 'it was not fetched yet';

  constructor(options: GitSourceOptions, ground: GitSourceGround) {
    const { name, url, ref, path } = options;
    const { env, ssh, trusted } = ground;
    const shown = withoutPassword(url);
    this.name = name;
    this.about = { kind: 'git', url: shown, ref, path };
    this.#place = `${shown} ${ref} ${path}`;
    const cache = join(ground.stateDir, 'sources', cacheName(url, ref, trusted));
    this.#remote = { url, ref, path, cache, env, ssh, trusted };
    this.#options = options;
    this.#ground = ground;
  }

  revision(): string | undefined {
    return this.#read === undefined ? undefined : revisionOf(this.#read);
  }

  lookNow(run: string): void {
    this.#bell.ring(run);
  }

  async read(): Promise<SourceFiles> {
    await this.#begun.promise;
    const fetched = this.#fetched;
    if (fetched === undefined) return this.#nothing('SourceUnavailable', this.#problem);
    this.#read = fetched;
    return this.#files(fetched);
  }

  async peek(): Promise<SourceFiles> {
    await this.#begun.promise;
    const fetched = this.#fetched;
    if (fetched === undefined) return this.#nothing('SourceUnavailable', this.#problem);
    return this.#files(fetched);
  }

  async #files(fetched: Fetched): Promise<SourceFiles> {
    try {
      if (fetched.fault !== undefined) throw fetched.fault;
      const folder = await folderIn(this.#remote, fetched.commit);
      const { files, diagnostics } = await manifestSource(['.'], {
        cwd: folder,
        stdin: new PassThrough(),
      }).read();
      return {
        files: files.map((file) => ({ ...file, name: this.#shown(file.name) })),
        diagnostics: diagnostics.map((item) => ({ ...item, file: this.#shown(item.file) })),
      };
    } catch (error) {
      const rule = error instanceof AgentPodError ? error.reason : 'SourceUnavailable';
      return this.#nothing(rule, messageOf(error));
    }
  }

  /** What was read last is in force from now on. */
  async accepted(): Promise<void> {
    const read = this.#read;
    if (read === undefined || read.commit === this.#good) return;
    const file = join(this.#remote.cache, GOOD);
    await writeFile(`${file}.tmp`, `${read.commit} ${read.label}`);
    await rename(`${file}.tmp`, file);
    this.#good = read.commit;
    const kept = [read.commit, this.#fetched?.commit].filter((each) => each !== undefined);
    await dropOthers(this.#remote, new Set(kept));
  }

  async watch(listener: SourceListener, signal: AbortSignal): Promise<void> {
    await this.#resume(listener);
    let failures = 0;
    while (!signal.aborted) {
      // Whoever rings from here on is for the next look: this one may see what was before.
      const runs = this.#bell.take();
      try {
        await this.#look(listener, runs);
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#problem = messageOf(error);
        listener.failed(this.#problem, runs);
      }
      this.#begun.resolve();
      await this.#bell.sleep(this.#ground.clock, this.#pause(failures), signal);
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
    const [commit = '', label = this.#options.ref] = good.split(' ');
    if (!isCommit(commit)) return;
    const isThere = await folderIn(this.#remote, commit).catch(() => undefined);
    if (isThere === undefined) return;
    this.#good = commit;
    this.#found({ commit, label }, listener, []);
  }

  async #look(listener: SourceListener, runs: readonly string[]): Promise<void> {
    const wanted = await remoteRef(this.#remote);
    if (wanted.commit === this.#fetched?.commit) {
      listener.checked(runs);
      return;
    }
    this.#found(await this.#fetch(wanted), listener, runs);
    listener.checked();
  }

  /** A commit that must not be used is told like one whose manifests are invalid, and fetched once. */
  async #fetch({ name, commit }: { name: string; commit: string }): Promise<Fetched> {
    const label = isCommit(name) ? this.#options.ref : labelOf(name);
    try {
      return { commit: await fetchCommit(this.#remote, name), label };
    } catch (error) {
      if (!(error instanceof AgentPodError) || error.failure !== 'InvalidInput') throw error;
      return { commit, label, fault: error };
    }
  }

  #found(fetched: Fetched, listener: SourceListener, runs: readonly string[]): void {
    this.#fetched = fetched;
    this.#begun.resolve();
    listener.changed({ revision: revisionOf(fetched), runs });
  }

  #shown(name: string): string {
    const repository = withoutPassword(this.#options.url).split(/[/:]/).at(-1) ?? '';
    const folder = this.#options.path === '.' ? '' : `${this.#options.path.replace(/\/$/, '')}/`;
    return `${repository.replace(/\.git$/, '')}:${folder}${name}`;
  }

  #nothing(rule: string, message: string): SourceFiles {
    return { files: [], diagnostics: [sourceProblem(this.#place, { rule, message })] };
  }
}

function revisionOf({ label, commit }: Fetched): string {
  return `${label}@sha1:${commit}`;
}

/** With other keys that are trusted nothing from before counts: it was not verified by them. */
function cacheName(url: string, ref: string, trusted: TrustedKeys | undefined): string {
  const keys = trusted === undefined ? [] : [...trusted.gpg, ...trusted.ssh];
  return createHash('sha256')
    .update([url, ref, ...keys].join('\n'))
    .digest('hex')
    .slice(0, 16);
}
