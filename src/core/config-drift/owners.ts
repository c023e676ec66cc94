import type { ConfigOwner, ConfigOwnership } from '../model/config-owner.ts';
import { type ConfigPath, isBelow, parseConfigPath } from './config-path.ts';

/** Who owns what in one config file; the longest path that fits decides. */
export interface OwnerRules {
  readonly rules: readonly OwnerRule[];
  /** What the agent notes for itself in the file; of no interest to anybody. */
  readonly notes: readonly ConfigPath[];
}

interface OwnerRule {
  readonly path: ConfigPath;
  readonly owner: ConfigOwner;
}

/** What an agent's kind says about its file, whoever owns the rest. */
export interface FileNature {
  /** Nobody but git has a say in these, nor in what is below. */
  readonly fixed: readonly string[];
  /** Written by the agent about the file itself, once it may write. */
  readonly notes: readonly string[];
}

export const GIT_OWNS_ALL: OwnerRules = { rules: [], notes: [] };

/** Without an ownership the agent cannot write, and all of it is git's. */
export function ownerRules(
  ownership: ConfigOwnership | undefined,
  nature: FileNature,
  putBack: readonly string[] = [],
): OwnerRules {
  if (ownership === undefined) return GIT_OWNS_ALL;
  const back = paths(putBack);
  const declared = [
    ...paths(ownership.agent ?? []).map((path) => ({ path, owner: 'agent' as const })),
    ...paths(ownership.shared ?? []).map((path) => ({ path, owner: 'shared' as const })),
  ].filter(({ path }) => !back.some((other) => isBelow(path, other)));
  const git = [...paths(nature.fixed), ...back].map((path) => ({ path, owner: 'git' as const }));
  return { rules: [...git, ...declared], notes: paths(nature.notes) };
}

/** Of a change at this path. */
export function ownerAt({ rules, notes }: OwnerRules, path: ConfigPath): ConfigOwner {
  if (notes.some((note) => isBelow(path, note))) return 'agent';
  let best: OwnerRule | undefined;
  for (const rule of rules) {
    if (!isBelow(path, rule.path)) continue;
    if (best === undefined || rule.path.length > best.path.length) best = rule;
  }
  return best?.owner ?? 'git';
}

/** Whether something below may belong to somebody else, so that a whole map is no single change. */
export function isSplit({ rules, notes }: OwnerRules, path: ConfigPath): boolean {
  const all = [...rules.map((rule) => rule.path), ...notes];
  return all.some((other) => other.length > path.length && isBelow(other, path));
}

export function isNote({ notes }: OwnerRules, path: ConfigPath): boolean {
  return notes.some((note) => isBelow(path, note));
}

function paths(texts: readonly string[]): ConfigPath[] {
  return texts.flatMap((text) => {
    const path = text === '' ? [] : parseConfigPath(text);
    return path === undefined ? [] : [path];
  });
}
