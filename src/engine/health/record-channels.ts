import { type ChannelsFinding, channelConditions } from '../../core/status/channel-conditions.ts';
import { updateConditions } from '../../core/status/conditions.ts';
import type { Workspace } from '../workspace.ts';
import type { HealthTarget } from './health-target.ts';

/** Writes down how a pod's channels were found; asks nobody when that is what stands there. */
export async function recordChannels(
  { store, clock }: Pick<Workspace, 'store' | 'clock'>,
  { key, ignoresChannels, channelsReady }: HealthTarget,
  finding: ChannelsFinding,
): Promise<void> {
  const options = { ignored: ignoresChannels, observedGeneration: 0 };
  const [wished] = channelConditions(finding, [], options);
  const isKnown =
    wished?.status === channelsReady?.status &&
    wished?.reason === channelsReady?.reason &&
    wished?.message === channelsReady?.message;
  if (isKnown) return;
  const { pods } = await store.load();
  const record = pods.find((each) => each.key === key);
  if (record?.applied === undefined || record.applied.suspended) return;
  const changes = channelConditions(finding, record.conditions, {
    ...options,
    observedGeneration: record.generation,
  });
  const now = clock.now().toISOString();
  await store.setConditions(key, updateConditions(record.conditions, changes, now));
}
