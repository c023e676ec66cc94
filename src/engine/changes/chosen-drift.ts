import {
  type ConfigPath,
  formatConfigPath,
  isBelow,
  parseConfigPath,
  valueAt,
} from '../../core/config-drift/config-path.ts';
import { placeOf } from '../../core/config-drift/drift-place.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { JsonValue } from '../../core/model/json.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import type { FieldChange } from '../../core/model/operation.ts';
import type { PodKey } from '../../core/model/resource.ts';
import { liveContainer } from '../../core/plan/pod-situation.ts';
import { nearest } from '../../core/util/suggest.ts';
import { isOpenDrift, podDrift } from '../../core/views/drift-view.ts';
import type { Workspace } from '../workspace.ts';

/** One change inside a config file, which somebody may decide about. */
export interface ConfigDriftItem {
  readonly change: FieldChange;
  readonly path: ConfigPath;
  /** The path as text, without the file. */
  readonly place: string;
  /** What stands there now; undefined: nothing. Not fit to be shown. */
  readonly found: JsonValue | undefined;
}

export interface PodDriftSight {
  readonly pod: PodKey;
  readonly observed: ObservedState;
  readonly items: readonly ConfigDriftItem[];
}

/** All that was changed behind the manifest of a pod; nothing for one that was never applied. */
export async function podDriftNow(
  workspace: Workspace,
  desired: DesiredState,
  pod: PodKey,
): Promise<readonly FieldChange[]> {
  const { observeState } = await import('../observe.ts');
  const observed = await observeState(workspace, desired, { refresh: true });
  const record = observed.records.pods.find(({ key }) => key === pod);
  return record === undefined ? [] : podDrift(record, observed);
}

/** `NotApplied` when there is nothing yet to compare with. */
export async function readDrift(
  workspace: Workspace,
  desired: DesiredState,
  pod: PodKey,
): Promise<PodDriftSight> {
  const { observeState } = await import('../observe.ts');
  const observed = await observeState(workspace, desired, { refresh: true });
  const record = observed.records.pods.find(({ key }) => key === pod);
  if (record?.applied === undefined) {
    const message = `pod ${pod} was not applied yet, so nothing can have drifted`;
    throw new AgentPodError('InvalidInput', 'NotApplied', message, { hint: 'apply it first' });
  }
  const own = observed.containers.filter((container) => container.pod === pod);
  const files = liveContainer(own, record)?.detail?.configFiles ?? [];
  const changes = podDrift(record, observed);
  const items = changes.flatMap((change): ConfigDriftItem[] => {
    if (change.owner === undefined) return [];
    const colon = change.path.indexOf(':');
    const place = placeOf(change);
    const path = place === '' ? [] : (parseConfigPath(place) ?? []);
    const name = colon < 0 ? change.path : change.path.slice(0, colon);
    const content = files.find((file) => file.path === name)?.content;
    return [{ change, path, place, found: valueAt(content, path) }];
  });
  return { pod, observed, items };
}

export interface DriftChoice {
  readonly all: boolean;
  readonly places: readonly string[];
}

/** Those that were named, each with all below it; with `all`, those that are not the agent's own. */
export function chosenDrift(
  { pod, items }: PodDriftSight,
  { all, places }: DriftChoice,
): readonly ConfigDriftItem[] {
  if (all === places.length > 0) {
    throw misuse('say which changes are meant', 'give paths as drift shows them, or all of them');
  }
  if (all) return items.filter(({ change }) => isOpenDrift(change));
  const chosen = new Set(places.flatMap((text) => [...named(pod, items, text)]));
  return items.filter((item) => chosen.has(item));
}

function named(
  pod: PodKey,
  items: readonly ConfigDriftItem[],
  text: string,
): readonly ConfigDriftItem[] {
  const asked = parseConfigPath(text);
  if (asked === undefined) {
    throw misuse(`${text}: not a path`, 'write it as drift shows it: agents.defaults.model');
  }
  const found = items.filter(({ path }) => isBelow(path, asked));
  if (found.length > 0) return found;
  const around = items.find(({ path }) => isBelow(asked, path));
  if (around !== undefined) {
    throw noDrift(pod, text, `${around.place} changed as a whole, so name that`);
  }
  const guess = nearest(
    formatConfigPath(asked),
    items.map(({ place }) => place),
  );
  throw noDrift(pod, text, guess ? `did you mean ${guess}?` : `see agentpod drift ${pod}`);
}

function noDrift(pod: PodKey, text: string, hint: string): AgentPodError {
  const message = `pod ${pod}: nothing drifted at ${text}`;
  return new AgentPodError('InvalidInput', 'NoDrift', message, { hint });
}

function misuse(message: string, hint: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'Usage', message, { hint });
}
