import type { DesiredState } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { PlanOptions } from './options.ts';

/**
 * Why nothing may be applied over an empty database: pods that run and are not on record would all
 * be made anew. AgentPod records a tenant before it makes anything, so that this cannot be a first
 * start: the database was lost, or another one is meant.
 */
export function guardLostState(
  desired: DesiredState,
  { records, containers }: ObservedState,
  { replaceUnknown }: PlanOptions,
): string[] {
  if (replaceUnknown || records.tenants.length > 0 || records.pods.length > 0) return [];
  const found = new Set(containers.map(({ pod }) => pod));
  const wanted = desired.pods.map(({ key }) => key).filter((key) => found.has(key));
  if (wanted.length === 0) return [];
  const pods = wanted.length === 1 ? 'a pod that is' : `${wanted.length} pods that are`;
  return [
    `the state database is empty, and ${pods} there (${wanted.join(', ')}) would be made anew; if the database was lost, run \`agentpod state rebuild -f PATH\` or \`agentpod state restore FILE\` first; if that is meant, add --replace-unknown`,
  ];
}
