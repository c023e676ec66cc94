import { alertsJson, receiversJson } from '../../../core/views/alerts-json.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { Alerts, FleetNews } from '../fleet.ts';

const LOOK_EVERY_MS = 5000;
const RECENT_MS = 24 * 3_600_000;
const MOST = 200;

/** What a server that runs here, or ran, has on record of what is wrong. */
export async function tellAlerts(
  { store, clock }: Workspace,
  tell: (news: FleetNews) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const endedSince = new Date(clock.now().getTime() - RECENT_MS).toISOString();
    const [alerts, receivers] = await Promise.all([
      store.alerts.alerts({ endedSince, limit: MOST }),
      store.alerts.receivers(),
    ]);
    const shown = alertsJson(alerts) as Alerts['alerts'];
    const news = { alerts: shown, receivers: receiversJson(receivers) };
    if (!signal.aborted) tell({ kind: 'alerts', alerts: news });
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}
