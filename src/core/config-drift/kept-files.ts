import type { ConfigFile } from '../model/container.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { overlaps } from './config-path.ts';
import { type ConfigEdit, configEdits, withEdits } from './edits.ts';
import { isSplit, type OwnerRules, ownerAt } from './owners.ts';

/** The three states of a pod's files. */
export interface FileStates {
  /** As the manifests said when they were last applied. */
  readonly applied: readonly ConfigFile[];
  /** As the manifests say now. */
  readonly wanted: readonly ConfigFile[];
  /** As they are in the pod; undefined when nobody has looked. */
  readonly found: readonly ConfigFile[] | undefined;
}

/**
 * What is to be written: what the manifests say, with what was changed inside the pod where that is
 * not theirs alone. A shared path that the manifests moved since is theirs again: that was a decision.
 */
export function keptFiles(states: FileStates, rules: OwnerRules): readonly ConfigFile[] {
  if (rules.rules.length === 0 || states.found === undefined) return states.wanted;
  return states.wanted.map((file) => {
    const before = contentOf(states.applied, file.path);
    const found = contentOf(states.found, file.path);
    return { ...file, content: withKept(before, found, file.content, rules) };
  });
}

function withKept(
  applied: JsonValue | undefined,
  found: JsonValue | undefined,
  wanted: JsonValue,
  rules: OwnerRules,
): JsonValue {
  // Broken text holds nothing that could be kept.
  if (!isJsonObject(applied) || !isJsonObject(found) || !isJsonObject(wanted)) return wanted;
  const moved = configEdits(applied, wanted);
  return withEdits(
    wanted,
    editsBetween(applied, found, rules).filter((edit) => isKept(edit, moved, rules)),
  );
}

/** Each edit has one owner. */
export function editsBetween(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  rules: OwnerRules,
): ConfigEdit[] {
  return configEdits(before, after, (path) => isSplit(rules, path));
}

function isKept({ path }: ConfigEdit, moved: readonly ConfigEdit[], rules: OwnerRules): boolean {
  const owner = ownerAt(rules, path);
  if (owner !== 'shared') return owner === 'agent';
  return !moved.some((other) => overlaps(other.path, path));
}

function contentOf(files: readonly ConfigFile[] | undefined, path: string): JsonValue | undefined {
  return files?.find((file) => file.path === path)?.content;
}
