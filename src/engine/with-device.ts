import { needsPairing } from '../core/model/gateway-error.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Workspace } from './workspace.ts';

/**
 * Talks to a pod's gateway as the device that AgentPod is there; pairs first when the pod does not know
 * us, as with a new state volume, and remembers that.
 */
export async function withDevice<Result>(
  { gateway, store }: Pick<Workspace, 'gateway' | 'store'>,
  { pod, container }: { readonly pod: PodKey; readonly container: string },
  talk: (credential: Secret) => Promise<Result>,
): Promise<Result> {
  const known = await store.device(pod);
  if (known !== undefined) {
    try {
      return await talk(known);
    } catch (error) {
      if (!needsPairing(error)) throw error;
    }
  }
  const credential = await gateway.pair(container);
  await store.storeDevice(pod, credential);
  return talk(credential);
}
