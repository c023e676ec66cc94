import type { PodKey } from '../../../src/core/model/resource.ts';
import type { Fleet } from '../fleet/fleet.ts';

/** What a restart, a replacement or a moved port of these pods would change. */
export async function footprint({ engine }: Fleet, pods: readonly PodKey[]): Promise<unknown> {
  return Promise.all(
    pods.map(async (pod) => {
      const { Id, State } = await engine.container(pod);
      return { pod, id: Id, started: State.StartedAt, port: await engine.hostPort(pod) };
    }),
  );
}
