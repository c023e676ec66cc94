import type { ObservedState } from '../../core/model/observed.ts';
import { observeAll, type Scope, type Sight, takeSight } from '../../engine/sight.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { Clock } from '../../ports/clock.ts';
import { Recent } from './recent.ts';

/** Looks at the world for many who ask at once, however many tenants they are. */
export class Sights {
  readonly #local: boolean;
  readonly #world: Recent<ObservedState>;
  readonly #sights: Recent<Sight>;

  constructor(local: boolean, clock: Pick<Clock, 'now'>) {
    this.#local = local;
    this.#world = new Recent(() => clock.now());
    this.#sights = new Recent(() => clock.now());
  }

  take(workspace: Workspace, scope: Scope): Promise<Sight> {
    return this.#sights.get(scope?.uid ?? '', async () => {
      const world = await this.#world.get('', () => observeAll(workspace));
      return takeSight(workspace, world, { scope, local: this.#local });
    });
  }
}
