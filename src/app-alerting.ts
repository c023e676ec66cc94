import { randomUUID } from 'node:crypto';
import { NOBODY_TOLD } from './core/alerts/alerts-config.ts';
import type { Alerting } from './engine/alerts/alerting.ts';
import type { ServeRequest } from './harness/cli/serve-request.ts';
import type { AlertReceivers, AlertSender } from './ports/alert-sender.ts';

interface Ground {
  readonly receivers: (file: string, cwd: string) => Promise<AlertReceivers>;
  readonly diagnosis: Alerting['diagnosis'];
}

/** Read before anything else: a server that could tell nobody of trouble had better not begin. */
export async function alertingOf(
  { alerts, cwd }: Pick<ServeRequest, 'alerts' | 'cwd'>,
  { receivers, diagnosis }: Ground,
): Promise<Alerting> {
  const newId = () => `msg_${randomUUID()}`;
  const told = alerts === undefined ? NOBODY : await receivers(alerts, cwd);
  return { ...told, diagnosis, newId };
}

const SENDER: AlertSender = { send: async () => ({ kind: 'refused', message: 'no receivers' }) };
const NOBODY = { config: NOBODY_TOLD, sender: SENDER };
