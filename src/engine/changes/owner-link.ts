import { podSubject } from '../../core/model/resource.ts';
import { publicOrigin } from '../../core/proxy/public-origin.ts';
import type { OwnerLink } from '../../ports/agent-gateway.ts';
import type { Workspace } from '../workspace.ts';
import type { OpenablePod } from './openable-pod.ts';

/** Has a link made; who asked is on record, before and after. The link itself is nowhere. */
export async function makeOwnerLink(
  { store, gateway, settings }: Workspace,
  actor: string,
  { pod, container, host }: OpenablePod,
): Promise<OwnerLink> {
  const entry = { actor, action: 'pod open', subject: podSubject(pod) };
  await store.appendAudit([{ ...entry, result: 'started' }]);
  try {
    const link = await gateway.ownerLink(container, publicOrigin(host, settings.proxy));
    await store.appendAudit([{ ...entry, result: 'link made' }]);
    return link;
  } catch (error) {
    // What went wrong is what the user has to see, not that it could not be written down either.
    await store.appendAudit([{ ...entry, result: 'failed' }]).catch(() => undefined);
    throw error;
  }
}
