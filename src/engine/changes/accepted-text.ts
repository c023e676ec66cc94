import type { DesiredPod, DesiredState } from '../../core/model/desired.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { Workspace } from '../workspace.ts';
import { acceptDrift } from './accept-drift.ts';
import { type ConfigDriftItem, chosenDrift, type DriftChoice, readDrift } from './chosen-drift.ts';

export interface AcceptScene {
  readonly desired: DesiredState;
  readonly pod: DesiredPod;
  /** Of the file that declares the pod. */
  readonly text: string;
  /** All manifests with another text for that file; a `ManifestError` when they are invalid then. */
  readonly load: (text: string) => Promise<DesiredState>;
}

export interface Accepted {
  readonly text: string;
  /** First line of the commit. */
  readonly message: string;
}

/** The manifest that says what is in the pod; undefined when nothing waits for a decision. */
export async function acceptedText(
  workspace: Workspace,
  { desired, pod, text, load }: AcceptScene,
  choice: DriftChoice,
): Promise<Accepted | undefined> {
  const sight = await readDrift(workspace, desired, pod.key);
  const chosen = chosenDrift(sight, choice);
  if (chosen.length === 0) return undefined;
  const acceptance = { pod, text, observed: sight.observed, desired, load };
  return {
    text: await acceptDrift(workspace, acceptance, chosen),
    message: messageOf(pod.key, chosen),
  };
}

function messageOf(key: PodKey, chosen: readonly ConfigDriftItem[]): string {
  const [first, ...rest] = chosen.map(({ place }) => place);
  const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
  return `Accept drift of pod ${key}: ${first}${more}`;
}
