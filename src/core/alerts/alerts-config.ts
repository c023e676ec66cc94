import type { Static } from 'typebox';
import type { AlertsFile, Severity } from '../schema/alerts.ts';
import { parseDuration } from '../util/duration.ts';

export type AlertsSpec = Static<typeof AlertsFile>;
export type ReceiverSpec = AlertsSpec['receivers'][number];

/** When something is told; all in milliseconds. */
export interface AlertTiming {
  readonly failuresInARow: number;
  readonly resolveAfterMs: number;
  readonly repeatAfterMs: number;
  readonly sourceStaleAfterMs: number;
}

export interface AlertRule {
  readonly receivers: readonly string[];
  readonly severity: Severity;
  readonly tenants: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface AlertsConfig {
  readonly timing: AlertTiming;
  readonly receivers: readonly ReceiverSpec[];
  readonly rules: readonly AlertRule[];
}

const DEFAULT = {
  failuresInARow: 3,
  resolveAfter: '5m',
  repeatAfter: '4h',
  sourceStaleAfter: '15m',
} as const;

/** What serves without a file: alerts are kept and shown, and nobody is told. */
export const NOBODY_TOLD: AlertsConfig = alertsConfig({ receivers: [] });

/** A valid file with every default in its place. */
export function alertsConfig(spec: Omit<AlertsSpec, 'apiVersion' | 'kind'>): AlertsConfig {
  const { receivers } = spec;
  const everybody = { receivers: receivers.map(({ name }) => name) };
  return {
    timing: {
      failuresInARow: spec.failuresInARow ?? DEFAULT.failuresInARow,
      resolveAfterMs: milliseconds(spec.resolveAfter ?? DEFAULT.resolveAfter),
      repeatAfterMs: milliseconds(spec.repeatAfter ?? DEFAULT.repeatAfter),
      sourceStaleAfterMs: milliseconds(spec.sourceStaleAfter ?? DEFAULT.sourceStaleAfter),
    },
    receivers,
    rules: (spec.rules ?? [everybody]).map((rule) => ({
      severity: 'warning',
      tenants: undefined,
      labels: {},
      ...rule,
    })),
  };
}

function milliseconds(duration: string): number {
  return (parseDuration(duration) ?? 0) * 1000;
}
