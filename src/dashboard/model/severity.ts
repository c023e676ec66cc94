import type { Pod } from '../server.ts';

/** How much a pod wants of whoever looks. */
export type Severity = 'bad' | 'busy' | 'good' | 'off';

/** What wants most of somebody first. */
export const SEVERITIES: readonly Severity[] = ['bad', 'busy', 'good', 'off'];

const OF_STATE: Readonly<Record<string, Severity>> = {
  Running: 'good',
  Starting: 'busy',
  Pending: 'busy',
  Removing: 'busy',
  Restarting: 'bad',
  Suspended: 'off',
};

/** A state that this page does not know is worth a look. */
export function severityOf({ status }: Pod): Severity {
  const severity = OF_STATE[status.state] ?? 'bad';
  return severity === 'good' && !status.ready ? 'bad' : severity;
}

/** RFC 3339; since when it is as it is, by the last change of Ready. */
export function sinceOf({ status }: Pod): string | undefined {
  return status.conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime;
}

/** Why it is so, in the server's words. */
export function whyOf({ status }: Pod): string {
  if (status.readinessMessage !== '') return status.readinessMessage;
  const failed = status.conditions.find(({ type, status: is }) =>
    type === 'Ready' ? is === 'False' : type === 'Stalled' && is === 'True',
  );
  return failed?.message ?? '';
}
