import { type Scope, type Sight, takeSight } from '../../engine/sight.ts';
import type { Workspace } from '../../engine/workspace.ts';

interface Taken {
  readonly at: number;
  readonly sight: Promise<Sight>;
}

/** Who asks more often than this is given the same answer: a look costs the Engine a call per pod. */
const FRESH_MS = 1000;

/** Looks at the world for many who ask at once. */
export class Sights {
  readonly #local: boolean;
  readonly #taken = new Map<string, Taken>();

  constructor(local: boolean) {
    this.#local = local;
  }

  take(workspace: Workspace, scope: Scope): Promise<Sight> {
    const key = scope?.uid ?? '';
    const now = workspace.clock.now().getTime();
    for (const [each, { at }] of this.#taken) {
      if (Math.abs(now - at) >= FRESH_MS) this.#taken.delete(each);
    }
    const before = this.#taken.get(key);
    if (before !== undefined) return before.sight;
    const sight = takeSight(workspace, scope, this.#local);
    this.#taken.set(key, { at: now, sight });
    sight.catch(() => this.#taken.delete(key));
    return sight;
  }
}
