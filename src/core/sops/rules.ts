import type { FieldPath } from '../manifests/field-path.ts';
import { isEncrypted } from './encrypted-value.ts';
import { goRegExp } from './go-regexp.ts';
import { keysOf, type SopsLeaf } from './leaf.ts';

/** Which values of a file SOPS encrypts: everything, but for one rule that the file may carry. */
export type SopsRule =
  | { readonly kind: 'unencrypted-suffix' | 'encrypted-suffix'; readonly suffix: string }
  | { readonly kind: 'unencrypted-regex' | 'encrypted-regex'; readonly regex: string }
  /** Decided by comments, which the MAC does not cover: what looks encrypted is. */
  | { readonly kind: 'comment' };

/** Undefined for a regular expression that cannot be used here. */
export function encryptedBy(rule: SopsRule): ((leaf: SopsLeaf) => boolean) | undefined {
  if (rule.kind === 'comment') {
    return ({ value }) => value.kind === 'text' && isEncrypted(value.text);
  }
  const matches = keyMatcher(rule);
  if (!matches) return undefined;
  const wanted = rule.kind.startsWith('encrypted');
  return ({ path }) => anyKey(path, matches) === wanted;
}

function keyMatcher(
  rule: Exclude<SopsRule, { kind: 'comment' }>,
): ((key: string) => boolean) | undefined {
  if ('suffix' in rule) return (key) => key.endsWith(rule.suffix);
  const expression = goRegExp(rule.regex);
  return expression && ((key) => expression.test(key));
}

function anyKey(path: FieldPath, matches: (key: string) => boolean): boolean {
  return keysOf(path).some(matches);
}
