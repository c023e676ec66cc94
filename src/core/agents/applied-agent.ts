import { isJsonObject } from '../model/json.ts';
import type { AppliedPod } from '../model/observed.ts';
import type { AgentType } from '../schema/types.ts';
import { CONFIG_FILE } from './openclaw/paths.ts';

/** What kind of agent was brought to life: only one of them has a config of ours. */
export function appliedAgent({ files }: Pick<AppliedPod, 'files'>): AgentType {
  return files.some(({ path }) => path === CONFIG_FILE) ? 'openclaw' : 'generic';
}

/** Channels that the config of the agent switches on, sorted. */
export function appliedChannels({ files }: Pick<AppliedPod, 'files'>): readonly string[] {
  const config = files.find(({ path }) => path === CONFIG_FILE)?.content;
  const channels = isJsonObject(config) ? config['channels'] : undefined;
  if (!isJsonObject(channels)) return [];
  return Object.entries(channels)
    .filter(([name, settings]) => name !== 'defaults' && isJsonObject(settings))
    .filter(([, settings]) => isJsonObject(settings) && settings['enabled'] !== false)
    .map(([name]) => name)
    .sort();
}
