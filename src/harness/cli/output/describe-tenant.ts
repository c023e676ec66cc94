import { readyPods, type TenantView } from '../../../core/views/tenant-view.ts';
import type { Event } from '../../../ports/state-store.ts';
import { eventLines, factLines, section } from './describe-parts.ts';
import type { Paint } from './palette.ts';
import { podTable } from './resource-table.ts';

/** What `describe tenant` tells. */
export interface TenantStory {
  readonly tenant: TenantView;
  /** Newest first. */
  readonly events: readonly Event[];
  readonly now: Date;
}

export function describeTenant(
  story: TenantStory,
  paint: Paint,
  width: number | undefined,
): string {
  const { tenant, events, now } = story;
  const spec = tenant.desired?.spec;
  const facts = factLines([
    ['Name', tenant.name],
    ['Display name', spec?.displayName],
    ['Contact', spec?.contact],
    ['Domain', spec?.domain],
    ['UID', tenant.record?.uid],
    ['Subnet', tenant.record?.subnet ?? tenant.network?.subnet],
    ['Network', tenant.network?.name ?? 'there is none'],
    ['Pods ready', `${readyPods(tenant)} of ${tenant.pods.length}`],
  ]);
  const pods = podTable(tenant.pods, { wide: false, width, paint, now }).trimEnd().split('\n');
  return [
    ...facts,
    ...(tenant.pods.length > 0 ? section('Pods', pods, paint) : []),
    ...section('Events', eventLines(events, { now, paint, width }), paint),
    '',
  ].join('\n');
}
