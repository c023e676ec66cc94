/** kstatus-like conditions: `Ready`, plus `Reconciling` and `Stalled` that are True when abnormal. */
export type ConditionType =
  | 'Ready'
  | 'Reconciling'
  | 'Stalled'
  | 'GatewayReady'
  | 'RouteReady'
  | 'ChannelsReady'
  | 'InSync';

export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
  /** RFC 3339 UTC; moves only when status, reason or message change. */
  readonly lastTransitionTime: string;
  readonly observedGeneration: number;
}
