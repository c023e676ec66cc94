import type { DesiredPod, DesiredState } from '../model/desired.ts';
import type { StateRecords } from '../model/observed.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';
import { appliedPrefixes } from '../proxy/applied-route.ts';
import { pathsOverlap } from '../proxy/path-prefixes.ts';

/**
 * What only one pod may have: host names and bot tokens. Manifests are checked among each other
 * when they load; this holds them against pods that this pass leaves alone, as with one file per
 * customer.
 */
export interface Claims {
  /** By host; several when they share it by paths. */
  readonly hosts: ReadonlyMap<string, readonly HostHolder[]>;
  /** By fingerprint. */
  readonly tokens: ReadonlyMap<string, PodKey>;
}

interface HostHolder {
  readonly key: PodKey;
  /** Empty: the whole host. */
  readonly pathPrefixes: readonly string[];
}

export function claimsOfOthers(
  records: StateRecords,
  desired: DesiredState,
  leaving: ReadonlySet<PodKey>,
): Claims {
  const named = new Set(desired.pods.map((pod) => pod.key));
  const hosts = new Map<string, HostHolder[]>();
  const tokens = new Map<string, PodKey>();
  for (const { key, applied } of records.pods) {
    if (applied === undefined || named.has(key) || leaving.has(key)) continue;
    const holder = { key, pathPrefixes: appliedPrefixes(applied.route ?? {}) };
    for (const host of applied.hosts) hosts.set(host, [...(hosts.get(host) ?? []), holder]);
    for (const [name, token] of Object.entries(applied.secrets)) {
      if (isChannel(name)) tokens.set(token, key);
    }
  }
  return { hosts, tokens };
}

/** In words what is taken and by whom; undefined when nothing is. */
export function claimClash(pod: DesiredPod, { hosts, tokens }: Claims): string | undefined {
  for (const host of pod.hosts) {
    const holder = hosts.get(host)?.find((item) => !canShare(pod, item));
    if (holder !== undefined) return `host ${host} belongs to ${holderText(holder.key)}`;
  }
  for (const { name, fingerprint } of pod.secrets) {
    const holder = isChannel(name) ? tokens.get(fingerprint) : undefined;
    if (holder !== undefined) {
      return `${name} is the bot token of ${holderText(holder)}; two agents on one bot take each other's messages`;
    }
  }
  return undefined;
}

function canShare({ tenant, spec }: DesiredPod, { key, pathPrefixes }: HostHolder): boolean {
  const sameTenant = splitPodKey(key).tenant === tenant;
  return sameTenant && !pathsOverlap(spec.route?.pathPrefixes, pathPrefixes);
}

function holderText(holder: PodKey): string {
  return `pod/${holder}, which this pass leaves alone`;
}

function isChannel(secret: string): boolean {
  return secret.startsWith('channel-');
}
