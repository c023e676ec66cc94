import type { Glyphs } from './theme.ts';

/** One bar a sample, the newest last; `ceiling` is a full bar. Exactly `width` columns. */
export function sparkline(
  samples: readonly number[],
  ceiling: number,
  width: number,
  { bars }: Pick<Glyphs, 'bars'>,
): string {
  const shown = samples.slice(-width);
  const top = ceiling > 0 ? ceiling : Math.max(...shown, 1);
  const drawn = shown.map((sample) => {
    const share = Math.min(1, Math.max(0, sample / top));
    return bars[Math.round(share * (bars.length - 1))] ?? '';
  });
  return `${' '.repeat(Math.max(0, width - shown.length))}${drawn.join('')}`;
}

/** At most so many, each the highest of the samples that it stands for: a peak is what matters. */
export function condensed(samples: readonly number[], most: number): readonly number[] {
  if (samples.length <= most) return samples;
  return Array.from({ length: most }, (_, index) => {
    const from = Math.floor((index * samples.length) / most);
    const to = Math.floor(((index + 1) * samples.length) / most);
    return Math.max(...samples.slice(from, to));
  });
}
