import { adapterFor } from '../../core/agents/registry.ts';
import {
  type ConfigPath,
  formatConfigPath,
  isBelow,
  parseConfigPath,
} from '../../core/config-drift/config-path.ts';
import { holdsSecret } from '../../core/config-drift/drift-place.ts';
import { setValues } from '../../core/manifests-edit/set-values.ts';
import type { DesiredPod, DesiredState } from '../../core/model/desired.ts';
import { AgentPodError, ManifestError } from '../../core/model/errors.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import type { FieldChange, Plan } from '../../core/model/operation.ts';
import { podSubject } from '../../core/model/resource.ts';
import { NO_PRUNE } from '../../core/plan/options.ts';
import { makePlan } from '../../core/plan/reconciler.ts';
import type { Workspace } from '../workspace.ts';
import type { ConfigDriftItem } from './chosen-drift.ts';

export interface Acceptance {
  readonly pod: DesiredPod;
  /** Of the manifest's file. */
  readonly text: string;
  readonly desired: DesiredState;
  readonly observed: ObservedState;
  /** All manifests with another text for that file; a `ManifestError` when they are invalid then. */
  readonly load: (text: string) => Promise<DesiredState>;
}

/**
 * The file's text with what was found in the pod as the manifest's own word. Each place is tried and
 * believed only when the plan shows that it renders to just that. `NotAcceptable` (InvalidInput)
 * says why a manifest cannot say it.
 */
export async function acceptDrift(
  workspace: Workspace,
  acceptance: Acceptance,
  items: readonly ConfigDriftItem[],
): Promise<string> {
  for (const item of items) requireAcceptable(acceptance.pod, item);
  const before = planOf(workspace, acceptance, acceptance.desired);
  let { text } = acceptance;
  const done: ConfigPath[] = [];
  for (const item of items) {
    done.push(item.path);
    text = await acceptOne(item, text, acceptance, (desired) =>
      whyNot(item, planOf(workspace, acceptance, desired), { before, done }),
    );
  }
  return text;
}

function requireAcceptable({ key }: DesiredPod, { change, place }: ConfigDriftItem): void {
  if (place === '') {
    throw notAcceptable(`${change.path} of pod ${key} is broken or gone`, revertHint(key, '--all'));
  }
  if (holdsSecret(change.after)) {
    throw notAcceptable(
      `${change.path} holds a secret, and a manifest must not`,
      `put it with agentpod secret set and name it in the manifest, or ${revertHint(key, place)}`,
    );
  }
}

async function acceptOne(
  item: ConfigDriftItem,
  text: string,
  { pod, load }: Acceptance,
  whyNotThen: (desired: DesiredState) => string | undefined,
): Promise<string> {
  const adapter = adapterFor(pod.agent);
  const reasons: string[] = [];
  for (const place of adapter.manifestPlaces?.(item.path, pod) ?? []) {
    const edited = setValues(text, pod.key, [{ path: place, value: item.found }]);
    const why = edited === undefined ? CANNOT_EDIT : await reasonAgainst(edited, load, whyNotThen);
    if (edited !== undefined && why === undefined) return edited;
    reasons.push(`${formatConfigPath(place)}: ${why}`);
  }
  const owned = ownedReason(adapter.ownedConfigKeys, item.path);
  throw notAcceptable(
    `a manifest cannot say ${item.change.path}: ${owned ?? reasons.join('; ')}`,
    revertHint(pod.key, item.place),
  );
}

const CANNOT_EDIT = 'the file cannot be edited there without harm';

async function reasonAgainst(
  edited: string,
  load: Acceptance['load'],
  whyNotThen: (desired: DesiredState) => string | undefined,
): Promise<string | undefined> {
  try {
    return whyNotThen(await load(edited));
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return error.diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'invalid';
  }
}

function planOf(
  { settings, clock }: Workspace,
  { pod, observed }: Acceptance,
  desired: DesiredState,
): Plan {
  return makePlan(desired, observed, {
    ...settings,
    prune: NO_PRUNE,
    now: clock.now().toISOString(),
    only: new Set([podSubject(pod.key)]),
  });
}

/** Undefined when the manifest now says what is in the pod, and says nothing else anew. */
function whyNot(
  { path }: ConfigDriftItem,
  plan: Plan,
  { before, done }: { readonly before: Plan; readonly done: readonly ConfigPath[] },
): string | undefined {
  const blocked = plan.subjects.find(({ verdict }) => verdict === 'blocked');
  if (blocked !== undefined) return blocked.cause;
  const known = new Set(before.changes.filter(isPending).map((change) => change.path));
  const own = plan.changes.filter((change) => isAbout(change, path));
  if (own.some(({ section }) => section === 'drift'))
    return 'AgentPod would still write another value';
  const news = plan.changes.find(
    (change) =>
      isPending(change) && !known.has(change.path) && !done.some((other) => isAbout(change, other)),
  );
  return news && `it would change ${news.path} as well`;
}

function isPending({ section }: FieldChange): boolean {
  return section === 'pending';
}

function isAbout(change: FieldChange, path: ConfigPath): boolean {
  const colon = change.path.indexOf(':');
  const at = colon < 0 ? undefined : parseConfigPath(change.path.slice(colon + 1));
  return at !== undefined && (isBelow(at, path) || isBelow(path, at));
}

function ownedReason(
  owned: Readonly<Record<string, string>>,
  path: ConfigPath,
): string | undefined {
  const hit = Object.entries(owned).find(([key]) => isBelow(path, key.split('.')));
  return hit?.[1];
}

function notAcceptable(message: string, hint: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'NotAcceptable', message, { hint });
}

function revertHint(pod: string, place: string): string {
  return `put it back: agentpod drift revert ${pod} ${place}`;
}
