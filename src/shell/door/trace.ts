import { podSubject } from '../../core/model/resource.ts';
import type { NewAuditEntry } from '../../ports/state-store.ts';
import type { Visit } from './visit.ts';

/** For the audit: which customer is not known, only where from. */
export function trace(visit: Visit, action: string, result: string): NewAuditEntry {
  const actor = `customer@${visit.address}`;
  return { actor, action: `door ${action}`, subject: podSubject(visit.pod.key), result };
}
