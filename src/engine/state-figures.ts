import type { Workspace } from './workspace.ts';

/** What the state says in numbers: no name of anybody's. */
export interface StateFigures {
  readonly conditions: readonly ConditionCount[];
  /** Ports of the pool that no pod has leased. */
  readonly freePorts: number;
}

interface ConditionCount {
  readonly type: string;
  readonly status: string;
  readonly pods: number;
}

export async function stateFigures({
  store,
  settings,
}: Pick<Workspace, 'store' | 'settings'>): Promise<StateFigures> {
  const { pods } = await store.load();
  const counts = new Map<string, ConditionCount>();
  for (const { type, status } of pods.flatMap(({ conditions }) => conditions)) {
    const key = `${type} ${status}`;
    counts.set(key, { type, status, pods: (counts.get(key)?.pods ?? 0) + 1 });
  }
  const { first, last } = settings.ports;
  const leased = new Set(
    pods.map(({ port }) => port).filter((port) => port >= first && port <= last),
  );
  return { conditions: [...counts.values()], freePorts: last - first + 1 - leased.size };
}
