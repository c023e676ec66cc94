import { DEFAULT_EVENTS } from '../../core/api/routes.ts';
import { podKey, podSubject } from '../../core/model/resource.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { ApiToken } from '../../ports/api-tokens.ts';
import type { EventFilter, TenantState } from '../../ports/state-store.ts';
import { requireTime } from './parameters.ts';
import { Problem } from './problem.ts';

type Query = Readonly<Record<string, string>>;

/** Which events are asked for. */
export function eventChoice(query: Query): Omit<EventFilter, 'limit'> {
  const { tenant, pod, type } = query;
  if (pod !== undefined && tenant === undefined) {
    throw new Problem(400, 'ParameterInvalid', 'pod needs tenant', { hint: 'name the tenant too' });
  }
  return {
    ...(tenant === undefined ? {} : { tenant }),
    ...(pod === undefined || tenant === undefined
      ? {}
      : { subject: podSubject(podKey(tenant, pod)) }),
    ...(type === 'Normal' || type === 'Warning' ? { type } : {}),
  };
}

export function eventPage(query: Query): EventFilter {
  const { since, before, limit } = query;
  requireTime(since);
  return {
    ...eventChoice(query),
    ...(since === undefined ? {} : { since }),
    ...(before === undefined ? {} : { before: Number(before) }),
    limit: limit === undefined ? DEFAULT_EVENTS : Number(limit),
  };
}

/** A tenant's token is answered by the tenant's own view, where the database gives no other rows. */
export function eventLog(
  { store }: Workspace,
  { tenant }: ApiToken,
): Pick<TenantState, 'events' | 'follow'> {
  return tenant === undefined ? store : store.asTenant(tenant.uid);
}
