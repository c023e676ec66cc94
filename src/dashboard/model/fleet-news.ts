import type { Static } from 'typebox';
import type { SHAPES } from '../../core/api/shapes.ts';
import type { Pod, Tenant } from '../server.ts';

/** All that is known of the fleet; each of them is the same object for as long as it did not change. */
export interface Fleet {
  readonly pods: readonly Pod[];
  readonly tenants: readonly Tenant[];
}

export interface News {
  readonly event: string;
  /** JSON. */
  readonly data: string;
}

type Snapshot = Extract<Static<(typeof SHAPES)['LiveMessage']>, { readonly kind: 'Snapshot' }>;
type Removed = Extract<Static<(typeof SHAPES)['LiveMessage']>, { readonly kind: 'Removed' }>;

/** What the live stream says next; a kind of news that this page does not know changes nothing. */
export function withNews(fleet: Fleet, { event, data }: News): Fleet {
  const news: unknown = JSON.parse(data);
  switch (event) {
    case 'snapshot':
      return renewed(fleet, news as Snapshot);
    case 'pod':
      return { ...fleet, pods: put(fleet.pods, news as Pod, podName) };
    case 'tenant':
      return { ...fleet, tenants: put(fleet.tenants, news as Tenant, tenantName) };
    case 'removed':
      return without(fleet, news as Removed);
    default:
      return fleet;
  }
}

/** What is as it was stays the same object, so that nobody draws it again. */
export function renewed(fleet: Fleet, { pods, tenants }: Fleet): Fleet {
  return {
    pods: kept(fleet.pods, pods, podName),
    tenants: kept(fleet.tenants, tenants, tenantName),
  };
}

export function podName({ metadata }: Pod): string {
  return `${metadata.tenant}/${metadata.name}`;
}

function tenantName({ metadata }: Tenant): string {
  return metadata.name;
}

function without(fleet: Fleet, { metadata: { kind, tenant, name } }: Removed): Fleet {
  if (kind === 'Tenant') {
    return { ...fleet, tenants: fleet.tenants.filter((each) => tenantName(each) !== name) };
  }
  const key = `${tenant}/${name}`;
  return { ...fleet, pods: fleet.pods.filter((each) => podName(each) !== key) };
}

function put<Item>(
  items: readonly Item[],
  item: Item,
  nameOf: (item: Item) => string,
): readonly Item[] {
  const name = nameOf(item);
  const place = items.findIndex((each) => nameOf(each) === name);
  return place < 0 ? [...items, item] : items.with(place, item);
}

function kept<Item>(
  before: readonly Item[],
  after: readonly Item[],
  nameOf: (item: Item) => string,
): readonly Item[] {
  const known = new Map(before.map((each) => [nameOf(each), each]));
  return after.map((each) => {
    const old = known.get(nameOf(each));
    return old !== undefined && JSON.stringify(old) === JSON.stringify(each) ? old : each;
  });
}
