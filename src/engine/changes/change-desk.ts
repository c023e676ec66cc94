import pLimit from 'p-limit';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import { ManifestError } from '../../core/model/errors.ts';
import type { Plan } from '../../core/model/operation.ts';
import type { Subject } from '../../core/model/resource.ts';
import { hashJson } from '../../core/util/hash.ts';
import { createLoadCache } from '../load.ts';
import type { ManifestGround } from './manifest-ground.ts';
import { planChanged } from './plan-changed.ts';
import { type FileEdit, type PreparedEdit, prepareEdits } from './prepare-edits.ts';
import { unifiedDiffs } from './unified-diffs.ts';
import { type ChangeScene, planEdits, type Weighed, weighEdits } from './weigh-edits.ts';
import { type Written, writeEdits } from './write-edits.ts';

export interface Preview {
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when they are invalid. */
  readonly plan?: Plan;
  readonly impact: readonly string[];
  readonly fingerprint: string;
  readonly diffs: readonly { readonly file: string; readonly diff: string }[];
}

export interface Change {
  readonly edits: readonly FileEdit[];
  /** Of the commit; made from what the edits touch when absent. */
  readonly message?: string | undefined;
  /** Of the preview that was agreed to. */
  readonly fingerprint?: string | undefined;
  /** `NAME <ADDRESS>`. */
  readonly author: string;
  /** Also where a secret is missing that the edited files name. */
  readonly allowMissingSecrets?: boolean;
}

export interface Changed extends Written {
  /** What asks for something else now, or for nothing any more. */
  readonly subjects: readonly Subject[];
}

/** Where manifests are changed for somebody who is not at this machine: one change after another. */
export class ChangeDesk {
  readonly #ground: ManifestGround;
  readonly #cache = createLoadCache();
  readonly #turns = pLimit(1);

  constructor(ground: ManifestGround) {
    this.#ground = ground;
  }

  get ground(): ManifestGround {
    return this.#ground;
  }

  /** Writes nothing. Rejects as `prepareEdits` does. */
  async preview(scene: ChangeScene, edits: readonly FileEdit[]): Promise<Preview> {
    const prepared = await prepareEdits(this.#ground, edits);
    const diffs = unifiedDiffs(prepared);
    const request = { edits: prepared, cache: this.#cache, allowMissingSecrets: false };
    const weighed = await weighEdits(this.#ground, scene, request);
    const { valid, diagnostics } = weighed;
    if (!weighed.valid) {
      return { valid, diagnostics, impact: [], fingerprint: hashJson(diagnostics), diffs };
    }
    return { valid, diagnostics, diffs, ...(await planEdits(this.#ground, scene, weighed)) };
  }

  /**
   * Writes and commits all edits or none. Besides what `prepareEdits` rejects with: `ManifestError`
   * when they are not valid, `PlanChanged` (Conflict) when the plan is not the one agreed to.
   */
  carryOut(scene: ChangeScene, change: Change): Promise<Changed> {
    return this.#turns(async () => {
      const prepared = await prepareEdits(this.#ground, change.edits);
      const { allowMissingSecrets = false } = change;
      const request = { edits: prepared, cache: this.#cache, allowMissingSecrets };
      const weighed = await weighEdits(this.#ground, scene, request);
      if (!weighed.valid) throw new ManifestError(weighed.diagnostics);
      await this.#requireAgreed(scene, weighed, change.fingerprint);
      const subjects = [...weighed.touched, ...weighed.removed];
      const message = change.message ?? messageOf(subjects, prepared);
      const written = await writeEdits(this.#ground, prepared, { message, author: change.author });
      return { ...written, subjects };
    });
  }

  async #requireAgreed(
    scene: ChangeScene,
    weighed: Extract<Weighed, { readonly valid: true }>,
    agreed: string | undefined,
  ): Promise<void> {
    if (agreed === undefined) return;
    const { fingerprint } = await planEdits(this.#ground, scene, weighed);
    if (fingerprint !== agreed) throw planChanged();
  }
}

const MOST_NAMED = 3;

/** The first line of a commit. */
function messageOf(subjects: readonly Subject[], edits: readonly PreparedEdit[]): string {
  const names = subjects.length > 0 ? subjects : edits.map(({ edited }) => edited.name);
  const shown = names.slice(0, MOST_NAMED).map((name) => name.replace(/^(pod|tenant)\//, '$1 '));
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `Change ${shown.join(', ')}${more}`;
}
