import type { Answer } from '../server.ts';

type Usage = Answer<'PodUsageList'>['items'][number];

export interface UsageSums {
  readonly measured: number;
  readonly memoryBytes: number;
  readonly cpuCores: number;
  readonly volumeBytes: number;
}

/** Over those that were measured. */
export function sumUsage(items: readonly Usage[]): UsageSums {
  const sum = (take: (item: Usage) => number | null): number =>
    items.reduce((total, item) => total + (take(item) ?? 0), 0);
  return {
    measured: items.filter(({ at }) => at !== null).length,
    memoryBytes: sum(({ memoryBytes }) => memoryBytes),
    cpuCores: sum(({ cpuCores }) => cpuCores),
    volumeBytes: sum(({ volumeBytes }) => volumeBytes),
  };
}
