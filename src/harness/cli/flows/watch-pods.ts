import { API_VERSION } from '../../../core/model/api-version.ts';
import type { PodKey } from '../../../core/model/resource.ts';
import { splitPodKey } from '../../../core/model/resource.ts';
import type { PodView } from '../../../core/views/pod-view.ts';
import { podJson } from '../../../core/views/resource-json.ts';

/** What changed between two looks at pods. */
export interface PodChanges {
  readonly changed: readonly PodView[];
  readonly removed: readonly PodKey[];
}

/** Remembers what was shown, and tells what is other than that. */
export class PodMemory {
  #shown: ReadonlyMap<PodKey, string> = new Map();

  take(pods: readonly PodView[]): PodChanges {
    const now = new Map(pods.map((pod) => [pod.key, JSON.stringify(podJson(pod))]));
    const before = this.#shown;
    this.#shown = now;
    return {
      changed: pods.filter(({ key }) => before.get(key) !== now.get(key)),
      removed: [...before.keys()].filter((key) => !now.has(key)),
    };
  }
}

/** In the form of the status API's stream. */
export function removedJson(key: PodKey) {
  const { tenant, pod: name } = splitPodKey(key);
  return { apiVersion: API_VERSION, kind: 'Removed', metadata: { kind: 'Pod', tenant, name } };
}
