import type { Condition } from '../model/condition.ts';
import type { ConditionChange } from './conditions.ts';

/** The state volume is gone, and with it all that the agent knew. */
export const DATA_LOST = 'DataLost';

/** How a pass left a pod, as far as conditions care. */
export type PodEnding =
  | { readonly kind: 'ready' }
  | { readonly kind: 'started' }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'blocked'; readonly reason: string; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly message: string;
      readonly stillServing: boolean;
    };

/** What a request through the reverse proxy came to. */
export type RouteFinding =
  | { readonly ready: true; readonly reason: 'Verified' | 'Guarded'; readonly message: string }
  | { readonly ready: false; readonly reason: string; readonly message: string };

/** A pod that customers cannot reach is not ready, however well it feels. */
export function withRoute(
  changes: readonly ConditionChange[],
  finding: RouteFinding,
  observedGeneration: number,
): ConditionChange[] {
  const { ready, reason, message } = finding;
  const status = ready ? 'True' : 'False';
  const route: ConditionChange = {
    type: 'RouteReady',
    status,
    reason,
    message,
    observedGeneration,
  };
  const others = changes.map((change) =>
    change.type === 'Ready' && change.status === 'True' && !finding.ready
      ? { ...change, status: 'False' as const, reason: finding.reason, message: finding.message }
      : change,
  );
  return [...others, route];
}

/** As it was found last. */
export function lastRouteFinding(conditions: readonly Condition[]): RouteFinding | undefined {
  const last = conditions.find(({ type }) => type === 'RouteReady');
  if (last === undefined) return undefined;
  const { status, reason, message } = last;
  if (status !== 'True') return { ready: false, reason, message };
  return { ready: true, reason: reason === 'Guarded' ? reason : 'Verified', message };
}

/** The kstatus set for that ending: `Reconciling` and `Stalled` are True only when abnormal. */
export function conditionsFor(ending: PodEnding, observedGeneration: number): ConditionChange[] {
  const make = (
    type: ConditionChange['type'],
    status: ConditionChange['status'],
    reason: string,
    message = '',
  ): ConditionChange => ({
    type,
    status,
    reason,
    message,
    observedGeneration,
  });
  switch (ending.kind) {
    case 'ready':
      return [
        make('Ready', 'True', 'GatewayReady'),
        make('Reconciling', 'False', 'UpToDate'),
        make('Stalled', 'False', 'UpToDate'),
        make('GatewayReady', 'True', 'ProbeSucceeded'),
        make('InSync', 'True', 'Applied'),
      ];
    case 'started':
      return [
        make('Ready', 'Unknown', 'NotAwaited', 'started without waiting for it to become ready'),
        make('Reconciling', 'True', 'Starting'),
        make('Stalled', 'False', 'UpToDate'),
        make('GatewayReady', 'Unknown', 'NotAwaited'),
        make('InSync', 'True', 'Applied'),
      ];
    case 'suspended':
      return [
        make('Ready', 'False', 'Suspended', 'stopped because the manifest says suspended'),
        make('Reconciling', 'False', 'UpToDate'),
        make('Stalled', 'False', 'UpToDate'),
        make('GatewayReady', 'False', 'Suspended'),
        make('InSync', 'True', 'Applied'),
      ];
    case 'blocked':
      return [
        // A volume that a container has cannot be removed, so nothing runs either.
        ...(ending.reason === DATA_LOST
          ? [
              make('Ready', 'False', DATA_LOST, ending.message),
              make('GatewayReady', 'False', DATA_LOST),
            ]
          : []),
        make('Reconciling', 'False', ending.reason),
        make('Stalled', 'True', ending.reason, ending.message),
        make('InSync', 'False', ending.reason, ending.message),
      ];
    case 'failed':
      return [
        ending.stillServing
          ? make('Ready', 'True', 'GatewayReady')
          : make('Ready', 'False', ending.reason, ending.message),
        make('Reconciling', 'False', ending.reason),
        make('Stalled', 'True', ending.reason, ending.message),
        ending.stillServing
          ? make('GatewayReady', 'True', 'ProbeSucceeded')
          : make('GatewayReady', 'False', ending.reason),
        make('InSync', 'False', ending.reason, ending.message),
      ];
  }
}
