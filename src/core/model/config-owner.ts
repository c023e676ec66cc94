/**
 * Who has the say over a path of an agent's config: the manifests alone, the agent inside the pod
 * alone, or both, so that neither overwrites the other without a word.
 */
export type ConfigOwner = 'git' | 'agent' | 'shared';

/** What becomes of a change inside the pod: by its owner. */
export type DriftFate = 'put-back' | 'left' | 'needs-accept';

export const FATE_BY_OWNER: Readonly<Record<ConfigOwner, DriftFate>> = {
  git: 'put-back',
  agent: 'left',
  shared: 'needs-accept',
};

/** Dotted paths, each with all below it; whatever is in neither list is git's. */
export interface ConfigOwnership {
  readonly agent?: readonly string[];
  readonly shared?: readonly string[];
}
