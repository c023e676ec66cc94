/** Timings as ratios: two things are measured in turn, in one run, so a slow machine slows both. */
export interface Comparison {
  readonly title: string;
  readonly ours: () => Promise<unknown> | unknown;
  readonly floorTitle: string;
  readonly floor: () => Promise<unknown> | unknown;
  /** Ours over the floor, of the medians. */
  readonly aim: number;
  readonly samples: number;
  /** Before each sample of either, not measured. */
  readonly reset?: () => void;
}

export interface Row {
  readonly title: string;
  readonly ours: Spread;
  readonly floorTitle: string;
  readonly floor: Spread;
  readonly ratio: number;
  readonly aim: number;
}

/** Milliseconds. */
interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export async function compare(comparison: Comparison): Promise<Row> {
  const ours: number[] = [];
  const floor: number[] = [];
  for (let sample = 0; sample < comparison.samples + 2; sample += 1) {
    comparison.reset?.();
    const a = await timed(comparison.ours);
    comparison.reset?.();
    const b = await timed(comparison.floor);
    // The first two warm up caches and the compiler, alike for both.
    if (sample < 2) continue;
    ours.push(a);
    floor.push(b);
  }
  return rowOf(comparison, ours, floor);
}

/** For what cannot be measured in turn, since one and the same event gives both times. */
export function rowOf(
  { title, floorTitle, aim }: Pick<Comparison, 'title' | 'floorTitle' | 'aim'>,
  ours: readonly number[],
  floor: readonly number[],
): Row {
  const row = { title, ours: spreadOf(ours), floorTitle, floor: spreadOf(floor), aim };
  return { ...row, ratio: row.ours.p50 / row.floor.p50 };
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

export function printRow(row: Row): void {
  const ms = ({ p50, p95 }: Spread): string => `${p50.toFixed(1)} ms (p95 ${p95.toFixed(1)})`;
  const verdict = row.ratio <= row.aim ? 'within' : 'ABOVE';
  console.log(
    `${row.title}\n  ours   ${ms(row.ours)}\n  floor  ${ms(row.floor)}  ${row.floorTitle}`,
  );
  console.log(`  ratio  ${row.ratio.toFixed(2)}, ${verdict} the aim of ${row.aim}\n`);
}
