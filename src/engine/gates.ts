import type { Operation } from '../core/model/operation.ts';

/** One gate per operation: closed until it succeeded (true) or will never do so (false). */
export class Gates {
  readonly #gates = new Map<number, PromiseWithResolvers<boolean>>();

  constructor(operations: readonly Operation[]) {
    for (const { id } of operations) this.#gates.set(id, Promise.withResolvers<boolean>());
  }

  open(id: number, succeeded: boolean): void {
    this.#gates.get(id)?.resolve(succeeded);
  }

  /** Whether all of them succeeded; waits for every one. */
  async passed(ids: readonly number[]): Promise<boolean> {
    const results = await Promise.all(ids.map((id) => this.#gates.get(id)?.promise ?? true));
    return results.every(Boolean);
  }
}
