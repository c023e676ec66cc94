/** Small phrases that several outputs share: counts, spans of time, first lines. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Seconds to `850ms`, `4.2s`, `2m 05s`, `3h 20m`. */
export function seconds(value: number): string {
  if (value < 1) return `${Math.round(value * 1000)}ms`;
  if (value < 60) return `${value < 10 ? value.toFixed(1) : Math.round(value)}s`;
  if (value < 3600)
    return `${Math.floor(value / 60)}m ${String(Math.round(value % 60)).padStart(2, '0')}s`;
  return `${Math.floor(value / 3600)}h ${String(Math.floor((value % 3600) / 60)).padStart(2, '0')}m`;
}

/** kubectl's coarse age: `45s`, `12m`, `5h`, `3d`. Empty when there is no time. */
export function age(since: string, now: Date): string {
  const start = Date.parse(since);
  // The Engine's zero time is year 1.
  if (Number.isNaN(start) || start <= 0) return '';
  const passed = Math.max(0, Math.floor((now.getTime() - start) / 1000));
  if (passed < 120) return `${passed}s`;
  if (passed < 7200) return `${Math.floor(passed / 60)}m`;
  if (passed < 172_800) return `${Math.floor(passed / 3600)}h`;
  return `${Math.floor(passed / 86_400)}d`;
}

/** A message may end in log lines; where one line is to be shown, these go. */
export function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
