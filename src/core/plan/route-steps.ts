import type { Condition } from '../model/condition.ts';
import type { JsonObject } from '../model/json.ts';
import type { AppliedPod } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { PodTarget } from '../model/target.ts';
import { publicOrigins } from '../proxy/public-origin.ts';
import type { RouteReason } from '../proxy/route-verdict.ts';
import { isTrue } from '../status/conditions.ts';
import { diffJson } from './field-diff.ts';
import type { Chain } from './plan-builder.ts';
import type { PodSituation } from './pod-situation.ts';
import { generationOf } from './pod-steps.ts';
import type { ProxyGround } from './proxy-manager.ts';
import { routeToBe } from './route-to-be.ts';

/** A pod's route: what the reverse proxy is told about it, and whether that works. */

/** Live as soon as the file is written, whatever changes. */
export function routeChanges(
  subject: Subject,
  { route: before }: AppliedPod,
  target: PodTarget,
  proxy: ProxyGround,
): FieldChange[] {
  const after = routeToBe(target, proxy);
  const changes = diffJson(before ?? {}, after ?? {}, 'route').map(
    (difference): FieldChange => ({ subject, section: 'pending', ...difference, impact: 'hot' }),
  );
  if (!proxy.routesAreNew || before === undefined || changes.length > 0) return changes;
  const lost = { value: hostsOf(before) };
  return [
    { subject, section: 'drift', path: 'route', before: lost, after: undefined, impact: 'hot' },
  ];
}

function hostsOf(route: JsonObject): string {
  return [...JSON.stringify(route).matchAll(/Host\(`([^`]+)`\)/g)]
    .map(([, host]) => host)
    .join(', ');
}

/** Before the commit, which remembers that it was done. */
export function writeRoute(chain: Chain, situation: PodSituation): void {
  const { record, target, pod, ground } = situation;
  const { writable, routesAreNew } = ground.proxy;
  if (writable === undefined) return;
  const before = record?.applied?.route;
  const isSame = JSON.stringify(before ?? {}) === JSON.stringify(target.route ?? {});
  if (isSame && !(routesAreNew && target.route !== undefined)) return;
  chain.step(
    {
      kind: 'route.write',
      pod: pod.key,
      image: target.spec.image,
      route: target.route ?? {},
      users: pod.routeSecrets,
    },
    { impact: 'hot', also: writable },
  );
}

function isGuarded(route: PodSituation['pod']['spec']['route']): boolean {
  return route?.basicAuth !== undefined || route?.allowFrom !== undefined;
}

const DNS_REASONS: readonly string[] = [
  'DnsNotFound',
  'DnsElsewhere',
  'DnsFailed',
] satisfies RouteReason[];
const PENDING = 'CertificatePending' satisfies RouteReason;

/** A public authority puts up with five failures of a name an hour, and a pass asks twice at most. */
const ASK_EVERY_MS = 30 * 60_000;

/**
 * Traefik does not ask a second time by itself. Whether to have it ask: once DNS is repaired, and else now
 * and then, for whatever else was in the way.
 */
function mayAskAgain(conditions: readonly Condition[], now: string): boolean {
  const route = conditions.find(({ type }) => type === 'RouteReady');
  if (route?.status !== 'False') return false;
  if (DNS_REASONS.includes(route.reason)) return true;
  const since = Date.parse(now) - Date.parse(route.lastTransitionTime);
  return route.reason === PENDING && since >= ASK_EVERY_MS;
}

/** Asked again as long as it was not seen to work, and after whatever may have broken it. */
export function verifyRoute(
  chain: Chain,
  situation: PodSituation,
  generation: number,
  acted: boolean,
): void {
  const { record, target, pod, ground, port } = situation;
  const { container: proxy, ready, changes, settings, now } = ground.proxy;
  if (proxy === undefined || pod.suspended || target.route === undefined) return;
  if (!acted && !changes && isTrue(record?.conditions ?? [], 'RouteReady')) return;
  const prefix = pod.spec.route?.pathPrefixes?.toSorted()[0] ?? '';
  chain.step(
    {
      kind: 'route.verify',
      pod: pod.key,
      agent: pod.agent,
      container: generationOf(situation, generation).container,
      proxy,
      network: ground.network,
      hosts: pod.hosts,
      url: `${publicOrigins(pod.hosts, settings)[0] ?? ''}${prefix}`,
      prefix,
      guarded: isGuarded(pod.spec.route),
      askAgain: mayAskAgain(record?.conditions ?? [], now),
      image: target.spec.image,
      hostPort: port,
      probe: target.probe,
    },
    { bestEffort: true, also: ready },
  );
}
