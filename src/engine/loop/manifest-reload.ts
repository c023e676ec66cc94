import type { DesiredState } from '../../core/model/desired.ts';
import type { Subject } from '../../core/model/resource.ts';
import { messageOf } from '../../core/status/message.ts';
import { combineSources } from './combine-sources.ts';
import type { LoopParts } from './loop-parts.ts';
import { readEvent } from './read-event.ts';
import { WantedState } from './wanted-state.ts';

/** Secrets change without any file doing so, and reading them may run programs. */
const RELOAD_MS = 300_000;
/** Manifests that could not be loaded: a secret that was missing may be there by now. */
const RELOAD_FAILED_MS = 30_000;

/** What is in force now, and how it differs from what was before. */
export interface Loaded {
  /** Nothing was in force before. */
  readonly isFirst: boolean;
  readonly changed: readonly Subject[];
  readonly removed: readonly Subject[];
}

/** Reads the manifests again when it is time to, and says when that is. One read at a time. */
export class ManifestReload {
  readonly #parts: LoopParts;
  readonly #wanted: WantedState;
  readonly #onLoaded: (loaded: Loaded) => void;
  readonly #isRunning: (subject: Subject) => boolean;
  #dueAt: number;
  #loading = false;

  constructor(
    parts: LoopParts,
    onLoaded: (loaded: Loaded) => void,
    isRunning: (subject: Subject) => boolean,
  ) {
    this.#parts = parts;
    this.#isRunning = isRunning;
    this.#wanted = new WantedState(combineSources(parts.sources), parts.workspace.secrets);
    this.#onLoaded = onLoaded;
    this.#dueAt = this.#now();
  }

  /** Undefined until manifests were valid once. */
  get desired(): DesiredState | undefined {
    return this.#wanted.desired;
  }

  get subjects(): readonly Subject[] {
    return this.#wanted.subjects;
  }

  /** A fingerprint of what is wanted of each subject. */
  get wishes(): ReadonlyMap<Subject, string> {
    return this.#wanted.wishes;
  }

  /** Milliseconds since the epoch; never while it reads. */
  get dueAt(): number {
    return this.#loading ? Number.POSITIVE_INFINITY : this.#dueAt;
  }

  soon(): void {
    this.#dueAt = this.#now();
  }

  async run(): Promise<void> {
    this.#loading = true;
    this.#dueAt = this.#now() + RELOAD_MS;
    try {
      await this.#load();
    } catch (error) {
      this.#again();
      this.#parts.onLoopEvent({ kind: 'load-failed', message: messageOf(error) });
    } finally {
      this.#loading = false;
    }
  }

  async #load(): Promise<void> {
    const { sources, onLoopEvent } = this.#parts;
    const isFirst = this.#wanted.desired === undefined;
    onLoopEvent({ kind: 'reading' });
    const outcome = await this.#wanted.load();
    onLoopEvent(readEvent(sources, outcome, this.#isRunning));
    if (outcome.kind === 'refused') {
      this.#again();
      const { diagnostics } = outcome;
      const subjects = this.#wanted.declaredIn(new Set(diagnostics.map(({ file }) => file)));
      if (outcome.isNews) onLoopEvent({ kind: 'refused', diagnostics, subjects });
      return;
    }
    const { desired, changed, removed } = outcome;
    await Promise.all(sources.map((source) => source.accepted()));
    const revisions = sources.flatMap((source) => source.revision() ?? []);
    const size = { tenants: desired.tenants.length, pods: desired.pods.length };
    onLoopEvent({ kind: 'loaded', ...size, changed, removed, revisions, desired });
    this.#onLoaded({ isFirst, changed, removed });
  }

  #again(): void {
    this.#dueAt = Math.min(this.#dueAt, this.#now() + RELOAD_FAILED_MS);
  }

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }
}
