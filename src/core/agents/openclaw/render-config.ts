import type { DesiredPod } from '../../model/desired.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PodAllocation } from '../../model/target.ts';
import { deepMerge } from '../../util/deep-merge.ts';
import { channels, defaultModel, mcpServers, providers, skills } from './agent-steps.ts';
import {
  address,
  gatewayDefaults,
  login,
  origins,
  proxies,
  quiet,
  secretProviders,
} from './gateway-steps.ts';
import { withoutOwnedKeys } from './owned-keys.ts';
import { openaiRuntime, plugins } from './plugin-steps.ts';
import { secretRevision } from './secret-revision.ts';

/** One concern of openclaw.json: gives the part that it is about, and knows of no other. */
type ConfigStep = (pod: DesiredPod, allocation: PodAllocation) => JsonObject;

/**
 * In this order; later steps win. What the manifest says in its own fields comes before its free
 * config, and what AgentPod owns comes last, so that nothing overrides it.
 */
const STEPS: readonly ConfigStep[] = [
  gatewayDefaults,
  providers,
  defaultModel,
  openaiRuntime,
  channels,
  plugins,
  skills,
  mcpServers,
  freeConfig,
  address,
  login,
  proxies,
  origins,
  quiet,
  secretProviders,
  secretRevision,
];

/** The whole openclaw.json: maps merge, lists are replaced. */
export function renderConfig(pod: DesiredPod, allocation: PodAllocation): JsonObject {
  return STEPS.reduce<JsonObject>((config, step) => deepMerge(config, step(pod, allocation)), {});
}

/** Owned keys are refused when manifests load; taking them out here holds even without that. */
function freeConfig({ spec }: DesiredPod): JsonObject {
  return withoutOwnedKeys(userConfig(spec.config));
}

/** The manifest is YAML of the JSON kind, checked by its schema: no other value can stand in it. */
function userConfig(config: DesiredPod['spec']['config']): JsonObject {
  return (config ?? {}) as JsonObject;
}
