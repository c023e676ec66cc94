/** Makes, inside a running pod, the one-time token by which a browser becomes the pod's owner. */
import { AgentPodError } from '../core/model/errors.ts';
import type { Secret } from '../core/model/secret.ts';
import type { CustomerPod } from '../ports/customer-access.ts';
import type { Workspace } from './workspace.ts';

/** `PodNotRunning` (Waiting), or whatever the gateway has against it. */
export async function mintBootstrap(
  { runtime, gateway, settings }: Pick<Workspace, 'runtime' | 'gateway' | 'settings'>,
  pod: CustomerPod,
  origin: string,
): Promise<Secret> {
  const { instance, ports } = settings;
  const { containers } = await runtime.observe({ instance, ports, detail: false, images: [] });
  // By the uid too: under the name of a pod that was made anew there may be the old one's container.
  const [newest] = containers
    .filter(({ pod: key, uid, state }) => key === pod.key && uid === pod.uid && state === 'running')
    .sort((left, right) => right.generation - left.generation);
  if (newest === undefined) {
    throw new AgentPodError('Waiting', 'PodNotRunning', `pod ${pod.key} does not run`, {
      hint: `see agentpod describe ${pod.key}`,
    });
  }
  return (await gateway.ownerLink(newest.name, origin)).bootstrapToken;
}
