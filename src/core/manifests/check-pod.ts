import { DEFAULTS } from '../desired/defaults.ts';
import type { AgentType } from '../schema/types.ts';
import { checkAgent } from './check-agent.ts';
import { checkEgress } from './check-egress.ts';
import { checkEnv } from './check-env.ts';
import { checkDerivedHost, checkPrefixes } from './check-hosts.ts';
import { checkIgnoreDrift } from './check-ignore-drift.ts';
import { checkImage } from './check-image.ts';
import { checkModels } from './check-models.ts';
import { checkOwned, type OwnedKeys } from './check-owned.ts';
import { checkOwnership } from './check-ownership.ts';
import { checkSso } from './check-sso.ts';
import { checkTools } from './check-tools.ts';
import { isCertain, type PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';

/** What is wrong across the fields of one pod and its tenant, as far as both can be read. */
export function checkPod(
  pod: PodInTenant,
  ownedKeys: (agent: AgentType) => OwnedKeys,
): readonly DocumentFinding[] {
  const { agent = DEFAULTS.agent } = pod.document.manifest.spec;
  return CHECKS.filter(({ needs }) => needs.every((field) => isCertain(pod, field))).flatMap(
    ({ check }) => check(pod, ownedKeys(agent)),
  );
}

interface Check {
  readonly check: (pod: PodInTenant, owned: OwnedKeys) => readonly DocumentFinding[];
  /** Fields whose absence would be taken for a choice. */
  readonly needs: readonly string[];
}

const CHECKS: readonly Check[] = [
  { check: checkAgent, needs: ['agent', 'generic'] },
  { check: checkImage, needs: ['agent', 'image'] },
  { check: checkModels, needs: ['agent', 'model', 'providers'] },
  { check: checkTools, needs: [] },
  { check: checkEnv, needs: [] },
  { check: checkEgress, needs: [] },
  { check: checkIgnoreDrift, needs: ['agent', 'ignoreDrift'] },
  { check: checkOwned, needs: ['agent'] },
  { check: checkOwnership, needs: ['agent', 'configOwnership'] },
  { check: checkDerivedHost, needs: ['hosts'] },
  { check: checkSso, needs: ['agent', 'hosts', 'route'] },
  { check: checkPrefixes, needs: ['agent', 'route'] },
];
