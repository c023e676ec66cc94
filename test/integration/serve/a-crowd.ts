import { setTimeout as sleep } from 'node:timers/promises';
import type { PodKey } from '../../../src/core/model/resource.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant, type StubPod } from '../fleet/manifests.ts';
import type { AServer } from './a-server.ts';

const PODS_EACH = 5;
const PATIENCE_MS = 120_000;

/** A process of a pod, as the Engine knows it. */
export interface Life {
  readonly id: string;
  readonly pid: number;
  readonly startedAt: string;
  /** Published. */
  readonly port: number;
  /** By Docker's own policy. */
  readonly restarts: number;
}

/** Many small pods of a fleet, five to a tenant, and the Engine's view of all of them at once. */
export class ACrowd {
  readonly pods: readonly PodKey[];
  readonly #fleet: Fleet;

  constructor(fleet: Fleet, size: number) {
    this.#fleet = fleet;
    this.pods = Array.from(
      { length: size },
      (_, index): PodKey => `t${Math.floor(index / PODS_EACH)}/p${index % PODS_EACH}`,
    );
  }

  async write(stub: StubPod = {}): Promise<void> {
    const tenants = Map.groupBy(this.pods, (pod) => pod.split('/')[0] ?? '');
    for (const [tenant, pods] of tenants) {
      const stubs = pods.map((pod) => aStub(pod, { memory: '32Mi', ...stub }));
      await this.#fleet.write(`${tenant}.yaml`, aTenant(tenant), ...stubs);
    }
  }

  async created(server: AServer): Promise<void> {
    for (const pod of this.pods) {
      await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${pod}`);
    }
  }

  /** Fails when a pod has no container, or two. */
  async lives(): Promise<ReadonlyMap<PodKey, Life>> {
    const found = await Promise.all(
      this.pods.map(async (pod): Promise<[PodKey, Life]> => {
        const { Id, State, RestartCount } = await this.#fleet.engine.container(pod);
        const { Pid: pid, StartedAt: startedAt } = State;
        const port = await this.#fleet.engine.hostPort(pod);
        return [pod, { id: Id, pid, startedAt, port, restarts: RestartCount }];
      }),
    );
    return new Map(found);
  }

  /** Until every pod answers with another process of the same container. */
  async back(before: ReadonlyMap<PodKey, Life>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    let left = [...before.values()];
    while (left.length > 0) {
      const isBack = await Promise.all(left.map((life) => this.#isBack(life)));
      left = left.filter((_, index) => !isBack[index]);
      if (Date.now() > deadline) throw new Error(`${left.length} pods never came back`);
      // The Engine has better to do than to be asked.
      await sleep(50);
    }
  }

  async #isBack({ id, startedAt, port }: Life): Promise<boolean> {
    if (!(await serves(port))) return false;
    const { State } = await this.#fleet.engine.docker.getContainer(id).inspect();
    return State.Running && State.StartedAt !== startedAt;
  }
}

async function serves(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
