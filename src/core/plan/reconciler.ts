import type { DesiredPod, DesiredState } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { FieldChange, Plan, SubjectPlan } from '../model/operation.ts';
import {
  FIREWALL,
  type PodKey,
  PROXY_SUBJECT,
  podSubject,
  tenantSubject,
} from '../model/resource.ts';
import { RECONCILE } from '../schema/metadata.ts';
import { type Allocation, allocate } from './allocate.ts';
import { claimsOfOthers } from './claims.ts';
import { planFirewall, planFirewallEnd } from './firewall-manager.ts';
import { guardLostState } from './lost-state.ts';
import type { PlanOptions } from './options.ts';
import { PlanBuilder } from './plan-builder.ts';
import { planPod } from './pod-manager.ts';
import { indexObserved, situationOf } from './pod-situation.ts';
import { planProxy } from './proxy-manager.ts';
import { planProxyRemoval } from './proxy-removal.ts';
import { guardPrune, inScope, planPrune, surplusOf } from './prune.ts';
import { planTenant, type TenantGround } from './tenant-manager.ts';

/**
 * The one decision of AgentPod: from what is wanted and what is there to a list of operations.
 * Pure and total: same input, same plan, to the byte. It calls nothing and changes nothing.
 */
export function makePlan(
  desired: DesiredState,
  observed: ObservedState,
  options: PlanOptions,
): Plan {
  const builder = new PlanBuilder();
  const index = indexObserved(observed);
  const surplus = surplusOf(desired, index, options);
  const refused = [
    ...guardLostState(desired, observed, options),
    ...guardPrune(desired, surplus, options),
  ];
  const allocation = allocate(desired, observed, options);
  const leaving = new Set(options.prune.enabled ? surplus.pods : []);
  const meant = desired.pods.filter((pod) => inScope(podSubject(pod.key), options));
  const pods = meant.filter(({ leftAlone }) => !leftAlone);
  builder.warnings.push(...leftAloneWarnings(meant));
  const needed = new Set(pods.map((pod) => pod.tenant));
  const grounds = new Map<string, TenantGround>();
  for (const tenant of desired.tenants) {
    if (!needed.has(tenant.name) && !inScope(tenantSubject(tenant.name), options)) continue;
    const ground = planTenant(builder, tenant, observed, allocation, options);
    if (ground !== undefined) grounds.set(tenant.name, ground);
  }
  const inSight = { ...desired, pods };
  const claims = claimsOfOthers(observed.records, inSight, leaving);
  const proxy = planProxy(builder, inSight, observed, { options, allocation, grounds, leaving });
  const firewall = { wanted: desired.pods, pods, grounds, allocation, leaving };
  const guarded = planFirewall(builder, firewall, observed, options);
  for (const pod of pods) {
    const ground = guardedGround(grounds.get(pod.tenant), guarded);
    const situation = ground && situationOf(pod, index, allocation, { ...ground, proxy }, options);
    if (situation === undefined)
      builder.subjects.push(blockedPod(pod.key, ground, allocation, options));
    else planPod(builder, situation, index, claims, options);
  }
  planPrune(builder, surplus, index, options);
  planProxyRemoval(builder, desired, observed, options);
  planFirewallEnd(builder, firewall, observed, options);
  return {
    instance: options.instance,
    subjects: builder.subjects.sort(bySubject),
    changes: builder.changes.sort(byChange),
    ...(builder.ignored.length > 0 ? { ignored: builder.ignored.sort(byChange) } : {}),
    operations: builder.operations,
    warnings: [
      ...desired.warnings.map((item) => `${item.file}:${item.line}: ${item.message}`),
      ...builder.warnings,
    ],
    refused,
  };
}

function leftAloneWarnings(pods: readonly DesiredPod[]): readonly string[] {
  return pods
    .filter(({ leftAlone }) => leftAlone)
    .map(({ key }) => `pod/${key} is left alone, as its annotation ${RECONCILE} says`);
}

/** A pod may start once the host's rules know it. */
function guardedGround(
  ground: TenantGround | undefined,
  guarded: readonly number[],
): TenantGround | undefined {
  return ground && { ...ground, ready: [...ground.ready, ...guarded] };
}

function blockedPod(
  pod: PodKey,
  ground: TenantGround | undefined,
  allocation: Allocation,
  options: PlanOptions,
): SubjectPlan {
  const cause = ground === undefined ? 'its tenant is blocked' : shortOf(pod, allocation, options);
  const subject = podSubject(pod);
  return { subject, verdict: 'blocked', impact: 'none', secondsDown: 0, cause };
}

function shortOf(pod: PodKey, { withoutAddress }: Allocation, { ports }: PlanOptions): string {
  return withoutAddress.has(pod)
    ? "no free address left on its tenant's network; delete pods, or make a second tenant"
    : `no free port left from ${ports.first} to ${ports.last}; free some, or set AGENTPOD_PORT_RANGE to a larger range`;
}

/** The proxy first, then the host's rules, then tenants, then pods, each by name. */
function bySubject(left: SubjectPlan, right: SubjectPlan): number {
  return compare(rank(left.subject), rank(right.subject));
}

function byChange(left: FieldChange, right: FieldChange): number {
  return (
    compare(rank(left.subject), rank(right.subject)) ||
    compare(left.section, right.section) ||
    compare(left.path, right.path)
  );
}

function rank(subject: string): string {
  if (subject === PROXY_SUBJECT) return '0';
  if (subject === FIREWALL) return '1';
  return subject.startsWith('tenant/') ? `2${subject}` : `3${subject}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
