import { API_VERSION } from '../model/api-version.ts';
import { podSubject, type Subject, tenantSubject } from '../model/resource.ts';
import type { PodView } from '../views/pod-view.ts';
import { podJson, tenantJson } from '../views/resource-json.ts';
import type { TenantView } from '../views/tenant-view.ts';

/** What whoever follows has in front of them: the JSON of each tenant and pod, by its subject. */
export type Shown = ReadonlyMap<Subject, string>;

/** `removed` says who went; the others bring the whole of what changed. */
export interface LiveChange {
  readonly event: 'tenant' | 'pod' | 'removed';
  /** JSON. */
  readonly data: string;
}

export function shownOf(tenants: readonly TenantView[], pods: readonly PodView[]): Shown {
  return new Map<Subject, string>([
    ...tenants.map((each) => [tenantSubject(each.name), JSON.stringify(tenantJson(each))] as const),
    ...pods.map((each) => [podSubject(each.key), JSON.stringify(podJson(each))] as const),
  ]);
}

/** The messages that lead from one to the other: who comes, tenants first; who goes, pods first. */
export function liveChanges(before: Shown, after: Shown): readonly LiveChange[] {
  const told = [...after].flatMap(([subject, data]): LiveChange[] =>
    before.get(subject) === data ? [] : [{ event: isPod(subject) ? 'pod' : 'tenant', data }],
  );
  const gone = [...before.keys()].filter((subject) => !after.has(subject));
  const ordered = [...gone.filter(isPod), ...gone.filter((subject) => !isPod(subject))];
  return [
    ...told,
    ...ordered.map((subject) => ({ event: 'removed' as const, data: removedJson(subject) })),
  ];
}

export function snapshotJson(shown: Shown): string {
  const items = (fits: (subject: Subject) => boolean): string =>
    [...shown].flatMap(([subject, data]) => (fits(subject) ? [data] : [])).join(',');
  const tenants = items((subject) => !isPod(subject));
  const head = `"apiVersion":${JSON.stringify(API_VERSION)},"kind":"Snapshot"`;
  return `{${head},"tenants":[${tenants}],"pods":[${items(isPod)}]}`;
}

function isPod(subject: Subject): boolean {
  return subject.startsWith('pod/');
}

function removedJson(subject: Subject): string {
  const [, tenant = '', pod] = subject.split('/');
  const metadata =
    pod === undefined
      ? { kind: 'Tenant', tenant, name: tenant }
      : { kind: 'Pod', tenant, name: pod };
  return JSON.stringify({ apiVersion: API_VERSION, kind: 'Removed', metadata });
}
