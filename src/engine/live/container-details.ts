import pLimit from 'p-limit';
import type { ObservedContainer } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { ContainerRuntime, ContainerStatus } from '../../ports/container-runtime.ts';

/** More at once only makes the Engine's own locks busy. */
const INSPECTS_AT_ONCE = 16;

/** What only a look into a container tells, remembered for as long as nothing happens to it. */
export class ContainerDetails {
  readonly #runtime: Pick<ContainerRuntime, 'detail'>;
  readonly #limit = pLimit(INSPECTS_AT_ONCE);
  readonly #known = new Map<string, ContainerStatus>();
  /** Something happened to them since they were last looked into. */
  readonly #stale = new Set<PodKey>();
  #allStale = false;

  constructor(runtime: Pick<ContainerRuntime, 'detail'>) {
    this.#runtime = runtime;
  }

  forget(pod: PodKey): void {
    this.#stale.add(pod);
  }

  forgetAll(): void {
    this.#allStale = true;
  }

  /** The same containers with their details, without those that are gone by now. */
  async addTo(containers: readonly ObservedContainer[]): Promise<readonly ObservedContainer[]> {
    // Before the looks: what happens during one makes it stale again.
    if (this.#allStale) this.#known.clear();
    for (const { id, pod } of containers) if (this.#stale.has(pod)) this.#known.delete(id);
    this.#allStale = false;
    this.#stale.clear();
    const ids = new Set(containers.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    const detailed = await Promise.all(containers.map((container) => this.#addTo(container)));
    return detailed.filter((container) => container !== undefined);
  }

  async #addTo(container: ObservedContainer): Promise<ObservedContainer | undefined> {
    const known = this.#known.get(container.id);
    const status =
      known?.state === container.state
        ? known
        : await this.#limit(() => this.#runtime.detail(container.name));
    if (status === undefined) return undefined;
    if (status.id === container.id) this.#known.set(container.id, status);
    const { id: _id, state, ...detail } = status;
    return { ...container, state, imageRef: detail.spec.image, detail };
  }
}
