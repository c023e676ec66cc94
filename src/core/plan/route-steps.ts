import type { JsonObject } from '../model/json.ts';
import type { AppliedPod } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { PodTarget } from '../model/target.ts';
import { isTrue } from '../status/conditions.ts';
import { diffJson } from './field-diff.ts';
import type { Chain } from './plan-builder.ts';
import type { PodSituation } from './pod-situation.ts';
import { generationOf } from './pod-steps.ts';
import type { ProxyGround } from './proxy-manager.ts';

/** A pod's route: what the reverse proxy is told about it, and whether that works. */

/** Live as soon as the file is written, whatever changes. */
export function routeChanges(
  subject: Subject,
  { route: before }: AppliedPod,
  { route: after }: PodTarget,
  { routesAreNew }: ProxyGround,
): FieldChange[] {
  const changes = diffJson(before ?? {}, after ?? {}, 'route').map(
    (difference): FieldChange => ({ subject, section: 'pending', ...difference, impact: 'hot' }),
  );
  if (!routesAreNew || before === undefined || changes.length > 0) return changes;
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
  const before = record?.applied?.route;
  const isSame = JSON.stringify(before ?? {}) === JSON.stringify(target.route ?? {});
  if (isSame && !(ground.proxy.routesAreNew && target.route !== undefined)) return;
  chain.step(
    {
      kind: 'route.write',
      pod: pod.key,
      image: target.spec.image,
      route: target.route ?? {},
      users: pod.routeSecrets,
    },
    { impact: 'hot', also: ground.proxy.writable },
  );
}

function isGuarded(route: PodSituation['pod']['spec']['route']): boolean {
  return route?.basicAuth !== undefined || route?.allowFrom !== undefined;
}

/** Asked again as long as it was not seen to work, and after whatever may have broken it. */
export function verifyRoute(
  chain: Chain,
  situation: PodSituation,
  generation: number,
  acted: boolean,
): void {
  const { record, target, pod, ground, port } = situation;
  const { container: proxy, ready, changes } = ground.proxy;
  if (proxy === undefined || pod.suspended || target.route === undefined) return;
  if (!acted && !changes && isTrue(record?.conditions ?? [], 'RouteReady')) return;
  chain.step(
    {
      kind: 'route.verify',
      pod: pod.key,
      agent: pod.agent,
      container: generationOf(situation, generation).container,
      proxy,
      network: ground.network,
      hosts: pod.hosts,
      prefix: pod.spec.route?.pathPrefixes?.toSorted()[0] ?? '',
      guarded: isGuarded(pod.spec.route),
      hostPort: port,
      probe: target.probe,
    },
    { bestEffort: true, also: ready },
  );
}
