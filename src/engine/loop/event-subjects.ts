import { networkName } from '../../core/desired/names.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import { podSubject, type Subject, tenantSubject } from '../../core/model/resource.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';

/** After these a container is, or may be, other than it was. */
const MEANINGFUL = new Set(['die', 'stop', 'start', 'destroy', 'pause', 'rename', 'update', 'oom']);

export interface EventGround {
  readonly desired: DesiredState | undefined;
  readonly instance: string;
  readonly isRunning: (subject: Subject) => boolean;
}

/** Who has to be looked at after something happened on the Engine. */
export function eventSubjects(
  event: Exclude<RuntimeEvent, { kind: 'connected' }>,
  { desired, instance, isRunning }: EventGround,
): readonly Subject[] {
  if (event.kind === 'container') {
    const subject = podSubject(event.pod);
    // A pass that runs starts containers itself.
    const isOwn = event.action === 'start' && isRunning(subject);
    return MEANINGFUL.has(event.action) && !isOwn ? [subject] : [];
  }
  if (event.kind === 'proxy') {
    if (!MEANINGFUL.has(event.action) || event.action === 'start') return [];
    const routed = desired?.pods.filter(({ hosts }) => hosts.length > 0) ?? [];
    return routed.map(({ key }) => podSubject(key));
  }
  if (!['disconnect', 'destroy'].includes(event.action)) return [];
  const tenant = desired?.tenants.find(({ name }) => networkName(instance, name) === event.network);
  if (tenant === undefined) return [];
  const pods = desired?.pods.filter((pod) => pod.tenant === tenant.name) ?? [];
  return [tenantSubject(tenant.name), ...pods.map(({ key }) => podSubject(key))];
}
