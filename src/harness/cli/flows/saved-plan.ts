import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { JsonValue } from '../../../core/model/json.ts';
import type { ObservedState } from '../../../core/model/observed.ts';
import type { Plan } from '../../../core/model/operation.ts';
import { Secret } from '../../../core/model/secret.ts';
import { basisOf } from '../../../core/plan/basis.ts';
import { canonicalJson } from '../../../core/util/canonical-json.ts';
import { observeImages } from '../../../engine/observe.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { SecretReader } from '../../../ports/secret-reader.ts';
import { usageError } from '../failure.ts';

/**
 * A plan on disk. The signature is an HMAC under this installation's key: a plan that was edited,
 * or made by another installation, is not run. The basis tells whether the world stood still.
 */
export interface PlanFile {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'PlanFile';
  /** RFC 3339 UTC. */
  readonly createdAt: string;
  readonly basis: string;
  /** References that the plan's images were looked up by. */
  readonly images: readonly string[];
  /** Whether the plan was made with a look into the containers. */
  readonly refresh: boolean;
  readonly plan: Plan;
  readonly signature: string;
}

export interface PlanFileInput {
  readonly plan: Plan;
  readonly observed: ObservedState;
  readonly images: readonly string[];
  readonly refresh: boolean;
  readonly createdAt: string;
}

export function makePlanFile(input: PlanFileInput, secrets: SecretReader): PlanFile {
  const unsigned = {
    apiVersion: API_VERSION,
    kind: 'PlanFile',
    createdAt: input.createdAt,
    basis: basisOf(input.observed),
    images: input.images,
    refresh: input.refresh,
    plan: input.plan,
  } as const;
  return { ...unsigned, signature: sign(unsigned, secrets) };
}

export async function readPlanFile(cwd: string, name: string): Promise<PlanFile> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, name), 'utf8');
  } catch (cause) {
    throw usageError(
      `cannot read the saved plan ${name}: ${(cause as Error).message}`,
      'for manifests write agentpod apply -f PATH',
    );
  }
  return parsePlanFile(name, text);
}

/** Only says whether the text is a plan file at all; trust needs `verifyPlanFile`. */
function parsePlanFile(name: string, text: string): PlanFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw usageError(
      `${name} is not a saved plan: ${String(cause)}`,
      'make one with agentpod plan --out FILE',
    );
  }
  if (!isPlanFile(value)) {
    throw usageError(`${name} is not a saved plan`, 'make one with agentpod plan --out FILE');
  }
  return value;
}

function isPlanFile(value: unknown): value is PlanFile {
  const file = value as Partial<PlanFile> | null;
  return (
    typeof file === 'object' &&
    file !== null &&
    file.apiVersion === API_VERSION &&
    file.kind === 'PlanFile' &&
    typeof file.signature === 'string' &&
    typeof file.plan === 'object'
  );
}

/** `PlanTampered` when the signature does not fit, or the plan is another instance's. */
export function verifyPlanFile(file: PlanFile, { secrets, settings }: Workspace): void {
  const { signature, ...unsigned } = file;
  const ours = file.plan.instance === settings.instance;
  if (ours && sign(unsigned, secrets) === signature) return;
  throw new AgentPodError(
    'Conflict',
    'PlanTampered',
    'the saved plan was changed, or another installation made it',
    { hint: 'make a new one with agentpod plan --out FILE' },
  );
}

/** The same look at the world as the plan was made from; its manifests are not at hand. */
export async function observeAgain(file: PlanFile, workspace: Workspace): Promise<ObservedState> {
  return observeImages(workspace, file.images, { refresh: file.refresh });
}

/** `PlanMoved` when the world is no longer the one that was planned for. */
export function verifyBasis(file: PlanFile, observed: ObservedState): void {
  if (basisOf(observed) === file.basis) return;
  throw new AgentPodError(
    'Conflict',
    'PlanMoved',
    `something changed since the plan was made (${file.createdAt}), so it is not applied`,
    { hint: 'make a new plan, look at it and apply that' },
  );
}

function sign(unsigned: Omit<PlanFile, 'signature'>, secrets: SecretReader): string {
  // Through JSON first: what is signed must be what a reader of the file will see.
  const seen = JSON.parse(JSON.stringify(unsigned)) as JsonValue;
  return secrets.fingerprint(new Secret(canonicalJson(seen)));
}
