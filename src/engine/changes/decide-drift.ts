import type { DesiredPod, DesiredState } from '../../core/model/desired.ts';
import type { Plan } from '../../core/model/operation.ts';
import { podSubject } from '../../core/model/resource.ts';
import { NO_PRUNE } from '../../core/plan/options.ts';
import { hashJson } from '../../core/util/hash.ts';
import { impactSentences } from '../../core/views/impact-words.ts';
import type { SourceFile } from '../../ports/manifest-source.ts';
import { createLoadCache, loadDesired } from '../load.ts';
import { combineSources } from '../loop/combine-sources.ts';
import { planPass } from '../plan-pass.ts';
import { acceptedText } from './accepted-text.ts';
import type { ChangeDesk, Preview } from './change-desk.ts';
import { chosenDrift, type DriftChoice, readDrift } from './chosen-drift.ts';
import { declaredFile } from './declared-file.ts';
import { editedSource } from './edited-source.ts';
import type { FileEdit } from './prepare-edits.ts';
import { type ChangeScene, fingerprintsInForce } from './weigh-edits.ts';

export interface AcceptEdit {
  readonly edits: readonly FileEdit[];
  /** First line of the commit. */
  readonly message: string;
  /** Another one when another text would be written. */
  readonly fingerprint: string;
}

/** What takes the chosen drift into the manifest; undefined when nothing waits for a decision. */
export async function acceptEdit(
  { ground }: ChangeDesk,
  { workspace, inForce }: ChangeScene,
  { pod, choice }: { readonly pod: DesiredPod; readonly choice: DriftChoice },
): Promise<AcceptEdit | undefined> {
  const { file } = await declaredFile(ground, pod, 'say so in the manifest');
  // An agent may have changed a thousand places, and for each all manifests are loaded anew.
  const cache = createLoadCache();
  const load = async (edited: readonly SourceFile[]): Promise<DesiredState> => {
    const source = editedSource(combineSources(ground.sources), edited);
    const known = fingerprintsInForce(inForce);
    const { secrets } = workspace;
    return (await loadDesired({ source, secrets, cache, known, allowMissingSecrets: true }))
      .desired;
  };
  const scene = {
    pod,
    desired: await load([]),
    text: file.text,
    load: (text: string) => load([{ ...file, text, hash: `edited:${hashJson(text)}` }]),
  };
  const accepted = await acceptedText(workspace, scene, choice);
  if (accepted === undefined) return undefined;
  const edit = { file: file.name, base: file.hash, text: accepted.text };
  return { edits: [edit], message: accepted.message, fingerprint: hashJson(edit) };
}

export interface PutBack {
  readonly places: readonly string[];
  /** Another one when other places would be put back. */
  readonly fingerprint: string;
}

/** The chosen places that are put back; undefined when nothing waits for a decision. */
export async function putBackOf(
  { workspace, inForce }: ChangeScene,
  { pod, choice }: { readonly pod: DesiredPod; readonly choice: DriftChoice },
): Promise<PutBack | undefined> {
  const chosen = chosenDrift(await readDrift(workspace, inForce, pod.key), choice);
  if (chosen.length === 0) return undefined;
  const places = chosen.map(({ place }) => place);
  return { places, fingerprint: hashJson(places) };
}

/** What putting them back comes to. */
export async function previewRevert(
  { workspace, inForce }: ChangeScene,
  { key }: DesiredPod,
  { places, fingerprint }: PutBack,
): Promise<Preview & { readonly plan: Plan }> {
  const { plan } = await planPass(workspace, inForce, {
    prune: NO_PRUNE,
    refresh: true,
    egressOfAll: true,
    only: () => new Set([podSubject(key)]),
    putBack: new Map([[key, places]]),
  });
  const impact = impactSentences(plan);
  return { valid: true, diagnostics: [], plan, impact, fingerprint, diffs: [] };
}
