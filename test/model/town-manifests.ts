import { createHash } from 'node:crypto';
import type { PodKey } from '../../src/core/model/resource.ts';
import type { SourceFiles } from '../../src/ports/manifest-source.ts';
import type { SourceListener, WatchedSource } from '../../src/ports/watched-source.ts';
import type { Life } from './town-clock.ts';
import type { Wire } from './wire.ts';
import { renderWishes, type Wish, type Wishes } from './wishes.ts';

const BROKEN = 'kind: Pod\n';

/** The folder of manifests, and who watches it. */
export class TownManifests {
  readonly #wire: Wire;
  readonly #listeners = new Set<SourceListener>();
  wishes: Wishes;
  /** One of the files is not valid. */
  broken = false;

  constructor(wire: Wire, wishes: Wishes) {
    this.#wire = wire;
    this.wishes = wishes;
  }

  change(wishes: Wishes): void {
    this.wishes = wishes;
    this.#changed();
  }

  setBroken(broken: boolean): void {
    this.broken = broken;
    this.#changed();
  }

  /** Pods that cannot become as their manifest says. */
  hopeless(): ReadonlySet<PodKey> {
    const isHopeless = ({ mode, image }: Wish): boolean => mode === 'broken' || image === 'absent';
    return new Set([...this.wishes].flatMap(([pod, wish]) => (isHopeless(wish) ? [pod] : [])));
  }

  /** Somebody mends the manifests. */
  repair(): void {
    if (this.hopeless().size === 0) return;
    const mended = ([pod, wish]: readonly [PodKey, Wish]) => {
      const mode = wish.mode === 'broken' ? 'calm' : wish.mode;
      return [pod, { ...wish, mode, image: wish.image === 'absent' ? 'one' : wish.image }] as const;
    };
    this.change(new Map([...this.wishes].map(mended)));
  }

  of(life: Life): WatchedSource {
    return {
      name: 'memory',
      about: { kind: 'folder', path: '/' },
      revision: () => undefined,
      accepted: async () => undefined,
      read: () => this.#wire.call(life, 'read manifests', async () => this.#read()),
      watch: async (listener, signal) => {
        this.#listeners.add(listener);
        await new Promise((ended) => signal.addEventListener('abort', ended, { once: true }));
        this.#listeners.delete(listener);
      },
    };
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      void this.#wire.later('manifests changed', () => listener.changed());
    }
  }

  #read(): SourceFiles {
    const files = new Map(renderWishes(this.wishes));
    if (this.broken) files.set('zzz.yaml', BROKEN);
    return {
      files: [...files].sort().map(([name, text]) => {
        const hash = createHash('sha256').update(text).digest('hex');
        return { name, directory: '/manifests', text, hash };
      }),
      diagnostics: [],
    };
  }
}
