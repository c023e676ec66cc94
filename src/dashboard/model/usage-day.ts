import type { Answer } from '../server.ts';

export type Usage = Answer<'PodUsage'>;
type Minute = Usage['minutes'][number];
export type Quantity = 'memoryBytes' | 'cpuCores';

export interface Hour {
  /** RFC 3339; its beginning. */
  readonly at: string;
  readonly memoryBytes: number;
  readonly cpuCores: number;
}

/** The most of each hour, the newest first. */
export function hoursOf(minutes: readonly Minute[]): readonly Hour[] {
  const hours = Map.groupBy(minutes, ({ at }) => at.slice(0, 13));
  return [...hours]
    .map(([hour, own]) => ({
      at: `${hour}:00:00Z`,
      memoryBytes: mostOf(own, 'memoryBytes'),
      cpuCores: mostOf(own, 'cpuCores'),
    }))
    .toReversed();
}

export function mostOf(minutes: readonly Minute[], quantity: Quantity): number {
  return minutes.reduce((most, minute) => Math.max(most, minute[quantity]), 0);
}

/** Times in seconds and values; nothing is drawn over minutes that nobody measured. */
export function curveOf(
  minutes: readonly Minute[],
  quantity: Quantity,
): readonly [number[], (number | null)[]] {
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const minute of minutes) {
    const time = Date.parse(minute.at) / 1000;
    const last = times.at(-1);
    if (last !== undefined && time - last > LONGEST_STEP) {
      times.push(last + 60);
      values.push(null);
    }
    times.push(time);
    values.push(minute[quantity]);
  }
  return [times, values];
}

/** In seconds: a minute that came late is no gap. */
const LONGEST_STEP = 150;
