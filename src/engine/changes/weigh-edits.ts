import { sourceKey } from '../../core/manifests/secret-references.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import { ManifestError } from '../../core/model/errors.ts';
import type { Plan } from '../../core/model/operation.ts';
import type { Subject } from '../../core/model/resource.ts';
import { hashJson } from '../../core/util/hash.ts';
import { impactSentences, leftSentence } from '../../core/views/impact-words.ts';
import { type LoadCache, loadDesired } from '../load.ts';
import { combineSources } from '../loop/combine-sources.ts';
import { printsOf } from '../loop/wanted-state.ts';
import { planPass } from '../plan-pass.ts';
import type { Workspace } from '../workspace.ts';
import { editedSource } from './edited-source.ts';
import type { ManifestGround } from './manifest-ground.ts';
import type { PreparedEdit } from './prepare-edits.ts';

/** Where edits are weighed. */
export interface ChangeScene {
  readonly workspace: Workspace;
  /** What the manifests in force ask for. */
  readonly inForce: DesiredState;
}

export type Weighed =
  | { readonly valid: false; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly valid: true;
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
      readonly desired: DesiredState;
      /** What asks for something else than before; sorted as they are declared. */
      readonly touched: readonly Subject[];
      /** What is declared no longer. */
      readonly removed: readonly Subject[];
    };

export interface WeighRequest {
  readonly edits: readonly PreparedEdit[];
  readonly cache: LoadCache;
  readonly allowMissingSecrets: boolean;
}

/**
 * The manifests as they would be. A secret that is missing is an error where the edited files name it:
 * the server would refuse all manifests for its sake. Writes nothing and runs no program.
 */
export async function weighEdits(
  ground: Pick<ManifestGround, 'sources'>,
  { workspace, inForce }: ChangeScene,
  { edits, cache, allowMissingSecrets }: WeighRequest,
): Promise<Weighed> {
  const files = new Set(edits.map(({ edited }) => edited.name));
  try {
    const { desired } = await loadDesired({
      source: editedSource(
        combineSources(ground.sources),
        edits.map(({ edited }) => edited),
      ),
      secrets: workspace.secrets,
      cache,
      allowMissingSecrets: true,
      known: fingerprintsInForce(inForce),
      now: workspace.clock.now(),
    });
    const own = desired.warnings.filter(({ file }) => files.has(file));
    if (!allowMissingSecrets && own.some(isMissing)) {
      return {
        valid: false,
        diagnostics: own.map((item) => (isMissing(item) ? asError(item) : item)),
      };
    }
    return { valid: true, diagnostics: own, desired, ...movedBetween(inForce, desired) };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return {
      valid: false,
      diagnostics: error.diagnostics.filter(
        ({ severity, file }) => severity === 'error' || files.has(file),
      ),
    };
  }
}

/** By source. What is not looked for now was found when the manifests in force were loaded. */
export function fingerprintsInForce({ pods }: DesiredState): ReadonlyMap<string, string> {
  const all = pods.flatMap(({ secrets, routeSecrets }) => [...secrets, ...routeSecrets]);
  return new Map(
    all.flatMap(({ source, fingerprint }) =>
      source.kind === 'generated' ? [] : [[sourceKey(source), fingerprint] as const],
    ),
  );
}

function isMissing({ rule }: Diagnostic): boolean {
  return rule === 'SecretMissing';
}

function asError(item: Diagnostic): Diagnostic {
  return { ...item, severity: 'error' };
}

function movedBetween(before: DesiredState, after: DesiredState) {
  const [old, now] = [printsOf(before), printsOf(after)];
  return {
    touched: [...now.keys()].filter((key) => old.get(key) !== now.get(key)),
    removed: [...old.keys()].filter((key) => !now.has(key)),
  };
}

export interface EditPlan {
  readonly plan: Plan;
  readonly impact: readonly string[];
  readonly fingerprint: string;
}

/** What the server would do about what the edits touch. */
export async function planEdits(
  { prune }: Pick<ManifestGround, 'prune'>,
  { workspace, inForce }: ChangeScene,
  { desired, touched, removed }: Extract<Weighed, { readonly valid: true }>,
): Promise<EditPlan> {
  const only = new Set([...touched, ...(prune.enabled ? removed : [])]);
  const request = { prune, refresh: true, egressOfAll: true, only: () => only };
  const { plan } = await planPass(workspace, desired, request);
  const stopping = stoppedBetween(inForce, desired);
  const impact = [
    ...impactSentences(plan, stopping),
    ...(prune.enabled ? [] : removed.map(leftSentence)),
  ];
  return { plan, impact, fingerprint: fingerprintOf(plan, removed) };
}

function stoppedBetween(before: DesiredState, after: DesiredState): ReadonlySet<Subject> {
  const running = new Set(before.pods.filter((pod) => !pod.suspended).map(({ key }) => key));
  const stopped = after.pods.filter(({ key, suspended }) => suspended && running.has(key));
  return new Set(stopped.map(({ key }) => `pod/${key}` as const));
}

/** Of what a person agrees to: identities that a plan makes anew each time are no part of it. */
function fingerprintOf({ subjects, changes, refused }: Plan, removed: readonly Subject[]): string {
  return hashJson({
    subjects: subjects.map(({ subject, verdict, impact }) => [subject, verdict, impact]),
    changes: changes.map(({ subject, section, path, before, after }) => [
      ...[subject, section, path],
      ...[before ?? null, after ?? null],
    ]),
    refused,
    removed,
  });
}
