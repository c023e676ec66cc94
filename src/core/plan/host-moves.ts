import { networkName } from '../desired/names.ts';
import type { DesiredPod, DesiredState } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import type { AppliedPod } from '../model/observed.ts';
import type { PodKey } from '../model/resource.ts';
import { doorUrl } from '../proxy/door-url.ts';
import { type RouteSettings, routeFile } from '../proxy/route-file.ts';
import { sortBy } from '../util/sort.ts';
import type { Allocation } from './allocate.ts';
import type { ProxyWork } from './proxy-steps.ts';

interface Context {
  readonly allocation: Allocation;
  /** Pods that this plan deletes. */
  readonly leaving: ReadonlySet<PodKey>;
}

/**
 * Takes hosts from the pods that lose them before any other pod gets them. Two files with a rule for
 * one host would let the proxy choose, and customers of the one meet the other's agent.
 */
export function releaseHosts(
  { chain, observed: { records }, options }: Pick<ProxyWork, 'chain' | 'observed' | 'options'>,
  desired: DesiredState,
  { allocation, leaving }: Context,
): void {
  const settings = {
    ...options.proxy,
    door: doorUrl(options.proxy, allocation.proxy?.front),
  };
  const wanted = new Map(desired.pods.map((pod) => [pod.key, pod]));
  const taken = new Set(desired.pods.flatMap((pod) => pod.hosts));
  for (const { key, applied } of sortBy(records.pods, ({ key }) => key)) {
    const pod = wanted.get(key);
    if (applied?.route === undefined || (pod === undefined && !leaving.has(key))) continue;
    if (!givesAway(applied, pod?.hosts ?? [], taken)) continue;
    chain.step({
      kind: 'route.write',
      pod: key,
      image: applied.spec.image,
      route:
        (pod && remainingRoute(pod, applied, { ...settings, instance: options.instance })) ?? {},
      users: pod?.routeSecrets ?? [],
    });
  }
}

function givesAway(
  { hosts }: AppliedPod,
  kept: readonly string[],
  taken: ReadonlySet<string>,
): boolean {
  return hosts.some((host) => !kept.includes(host) && taken.has(host));
}

/** Nothing that is new either: pods may change hosts with each other. */
function remainingRoute(
  pod: DesiredPod,
  applied: AppliedPod,
  settings: RouteSettings & { readonly instance: string },
): JsonObject | undefined {
  const hosts = pod.hosts.filter((host) => applied.hosts.includes(host));
  return routeFile({ ...pod, hosts }, networkName(settings.instance, pod.tenant), settings);
}
