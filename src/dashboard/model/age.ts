const STEPS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const satisfies readonly (readonly [number, Intl.RelativeTimeFormatUnit])[];

/** `3 minutes ago`, in the given language. */
export function ago(time: string | number, now: number, language: string): string {
  const seconds = Math.max(0, Math.round((now - new Date(time).getTime()) / 1000));
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [1, 'second'];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'long' });
  return format.format(-Math.floor(seconds / size), unit);
}

/** `12 seconds`, `3 minutes`: how long something took, in the given language. */
export function lasted(from: string, until: string | number, language: string): string {
  const seconds = Math.max(0, (new Date(until).getTime() - new Date(from).getTime()) / 1000);
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [1, 'second'];
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.round(seconds / size));
}
