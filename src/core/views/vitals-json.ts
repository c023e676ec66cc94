import { API_VERSION } from '../model/api-version.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';
import type { ChannelReport } from './channel-report.ts';
import type { PodUsage, UsageMinute } from './pod-usage.ts';

/** The stable JSON form of what is measured and asked. Fields are only ever added. */
export function usageJson(
  key: PodKey,
  usage: PodUsage | undefined,
  minutes: readonly UsageMinute[],
) {
  return {
    apiVersion: API_VERSION,
    kind: 'PodUsage',
    ...usageItem(key, usage),
    minutes: minutes.map(({ at, ...rest }) => ({ at: timeOf(at), ...rest })),
  };
}

export function usageItem(key: PodKey, usage: PodUsage | undefined) {
  return {
    ...splitPodKey(key),
    at: usage === undefined ? null : timeOf(usage.at),
    memoryBytes: usage?.memoryBytes ?? null,
    memoryLimitBytes: usage?.memoryLimitBytes ?? null,
    cpuCores: usage?.cpuCores ?? null,
    volumeBytes: usage?.volumeBytes ?? null,
  };
}

export function channelItem(key: PodKey, { lastInboundAt, ...rest }: ChannelReport) {
  return {
    ...splitPodKey(key),
    ...rest,
    lastInboundAt: lastInboundAt === undefined ? null : timeOf(lastInboundAt),
  };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
