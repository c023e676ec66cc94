import type { DesiredState } from '../model/desired.ts';
import { SEVERITIES } from '../schema/alerts.ts';
import { type Alert, tenantOfAlert } from './alert.ts';
import type { AlertRule } from './alerts-config.ts';

/** The receivers that the rules name for an alert, each once, sorted. */
export function routeAlert(
  alert: Pick<Alert, 'severity' | 'subject'>,
  rules: readonly AlertRule[],
  desired: DesiredState | undefined,
): readonly string[] {
  const tenant = tenantOfAlert(alert.subject);
  const labels = labelsOf(alert.subject, desired);
  const fitting = rules.filter(
    (rule) =>
      SEVERITIES.indexOf(alert.severity) >= SEVERITIES.indexOf(rule.severity) &&
      (rule.tenants === undefined || (tenant !== undefined && rule.tenants.includes(tenant))) &&
      Object.entries(rule.labels).every(([key, value]) => labels[key] === value),
  );
  return [...new Set(fitting.flatMap(({ receivers }) => receivers))].sort();
}

/** A pod has its tenant's labels too, and its own before them. */
function labelsOf(
  subject: string,
  desired: DesiredState | undefined,
): Readonly<Record<string, string>> {
  const name = tenantOfAlert(subject);
  const tenant = desired?.tenants.find((each) => each.name === name);
  const pod = desired?.pods.find(({ key }) => `pod/${key}` === subject);
  return { ...tenant?.labels, ...pod?.labels };
}
