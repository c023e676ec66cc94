import type { DesiredPod, DesiredState } from '../model/desired.ts';
import type { PodRecord, StateRecords } from '../model/observed.ts';
import type { PodKey } from '../model/resource.ts';

/**
 * What only one pod may have: host names and bot tokens. Manifests are checked among each other
 * when they load; this holds them against pods that run and that these manifests do not name, as
 * with one file per customer.
 */
export type Claims = ReadonlyMap<string, PodKey>;

export function claimsOfOthers(
  records: StateRecords,
  desired: DesiredState,
  leaving: ReadonlySet<PodKey>,
): Claims {
  const named = new Set(desired.pods.map((pod) => pod.key));
  const others = records.pods.filter(({ key }) => !named.has(key) && !leaving.has(key));
  return new Map(
    others.flatMap((record) => recordedClaims(record).map((claim) => [claim, record.key])),
  );
}

/** In words what is taken and by whom; undefined when nothing is. */
export function claimClash(pod: DesiredPod, claims: Claims): string | undefined {
  if (claims.size === 0) return undefined;
  for (const host of pod.hosts) {
    const holder = claims.get(hostClaim(host));
    if (holder !== undefined) return `host ${host} belongs to ${holderText(holder)}`;
  }
  for (const { name, fingerprint } of pod.secrets) {
    const holder = isChannel(name) ? claims.get(tokenClaim(fingerprint)) : undefined;
    if (holder !== undefined) {
      return `${name} is the bot token of ${holderText(holder)}; two agents on one bot take each other's messages`;
    }
  }
  return undefined;
}

function holderText(holder: PodKey): string {
  return `pod/${holder}, which these manifests do not name`;
}

function recordedClaims({ applied }: PodRecord): string[] {
  if (applied === undefined) return [];
  const tokens = Object.entries(applied.secrets).filter(([name]) => isChannel(name));
  return [
    ...applied.hosts.map(hostClaim),
    ...tokens.map(([, fingerprint]) => tokenClaim(fingerprint)),
  ];
}

function isChannel(secret: string): boolean {
  return secret.startsWith('channel-');
}

function hostClaim(host: string): string {
  return `host ${host}`;
}

function tokenClaim(fingerprint: string): string {
  return `token ${fingerprint}`;
}
