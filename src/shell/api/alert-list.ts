import type { Context } from 'hono';
import { tenantOfAlert } from '../../core/alerts/alert.ts';
import { API_VERSION } from '../../core/model/api-version.ts';
import { alertsJson, receiversJson } from '../../core/views/alerts-json.ts';
import type { ApiEnv } from './caller.ts';

const RECENT_MS = 24 * 3_600_000;
const MOST = 500;

/** A tenant's token is answered from the tenant's own view, and does not see whom the operator tells. */
export async function listAlerts(
  context: Context<ApiEnv>,
  query: Readonly<Record<string, string>>,
): Promise<Response> {
  const { store, clock } = context.get('workspace');
  const { tenant: own } = context.get('caller').token;
  const endedSince = new Date(clock.now().getTime() - RECENT_MS).toISOString();
  const source = own === undefined ? store.alerts : store.asTenant(own.uid);
  const all = await source.alerts({ endedSince, limit: MOST });
  const wanted = query['tenant'];
  const shown = all.filter(
    ({ subject }) => wanted === undefined || tenantOfAlert(subject) === wanted,
  );
  const metadata =
    own === undefined ? { receivers: receiversJson(await store.alerts.receivers()) } : {};
  const items = alertsJson(shown);
  return context.json({ apiVersion: API_VERSION, kind: 'AlertList', metadata, items });
}
