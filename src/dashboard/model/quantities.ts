const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `512 MiB`; undefined where nothing is known. */
export function bytes(count: number | null | undefined): string | undefined {
  if (count === null || count === undefined) return undefined;
  let [value, step] = [count, 0];
  while (value >= 1024 && step < UNITS.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${Number(value.toFixed(1))} ${UNITS[step]}`;
}
