import { parse } from 'yaml';
import { goRegExp } from './go-regexp.ts';
import type { SopsRule } from './rules.ts';

/** What `.sops.yaml` says about one file: the first rule whose `path_regex` fits. */
export interface CreationRule {
  readonly recipients: readonly string[];
  /** Undefined when the rule leaves it open. */
  readonly rule: SopsRule | undefined;
  readonly macOnlyEncrypted: boolean;
}

/** `path` is relative to the folder of `.sops.yaml`, with slashes. A string says what is wrong. */
export function creationRule(text: string, path: string): CreationRule | undefined | string {
  const rules = rulesIn(text);
  if (typeof rules === 'string') return rules;
  for (const rule of rules) {
    const fits = fitsPath(rule['path_regex'], path);
    if (typeof fits === 'string') return fits;
    if (fits) return readRule(rule);
  }
  return undefined;
}

type Entry = Readonly<Record<string, unknown>>;

function rulesIn(text: string): readonly Entry[] | string {
  let config: unknown;
  try {
    config = parse(text, { maxAliasCount: 100 });
  } catch {
    return 'it is not YAML';
  }
  const rules = isEntry(config) ? config['creation_rules'] : undefined;
  if (rules === undefined || rules === null) return [];
  return Array.isArray(rules) && rules.every(isEntry) ? rules : 'creation_rules is not a list';
}

function fitsPath(regex: unknown, path: string): boolean | string {
  if (regex === undefined || regex === '') return true;
  const expression = typeof regex === 'string' ? goRegExp(regex) : undefined;
  if (!expression) return `AgentPod cannot tell what path_regex ${String(regex)} means`;
  return expression.test(path);
}

const OTHER_KEYS = [
  'pgp',
  'kms',
  'aws_profile',
  'gcp_kms',
  'azure_keyvault',
  'hc_vault_transit_uri',
  'hckms',
];
const COMMENT_RULES = ['encrypted_comment_regex', 'unencrypted_comment_regex'];

function readRule(entry: Entry): CreationRule | string {
  const [comment] = COMMENT_RULES.filter((name) => isGiven(entry[name]));
  if (comment) return `${comment} is not written here; use sops for such files`;
  const groups = entry['key_groups'];
  if (isGiven(groups)) {
    const only = Array.isArray(groups) && groups.length === 1 ? groups[0] : undefined;
    if (!isEntry(only)) return 'several key_groups are not written here; use sops for such files';
    return withKeys(entry, only);
  }
  return withKeys(entry, entry);
}

function withKeys(entry: Entry, keys: Entry): CreationRule | string {
  const [other] = OTHER_KEYS.filter((name) => isGiven(keys[name]));
  if (other) return `it names ${other} keys, and only age recipients are written here; use sops`;
  const rules = SOPS_RULES.flatMap(({ field, make }) => {
    const value = entry[field];
    return typeof value === 'string' && value !== '' ? [make(value)] : [];
  });
  if (rules.length > 1) return 'it has more than one rule for what is encrypted';
  const [rule] = rules;
  const macOnlyEncrypted = entry['mac_only_encrypted'] === true;
  return { recipients: recipientsIn(keys['age']), rule, macOnlyEncrypted };
}

/** As SOPS names them, in `.sops.yaml` and, with dashes, on its command line. */
export const SOPS_RULES = [
  {
    field: 'encrypted_regex',
    make: (regex: string): SopsRule => ({ kind: 'encrypted-regex', regex }),
  },
  {
    field: 'unencrypted_regex',
    make: (regex: string): SopsRule => ({ kind: 'unencrypted-regex', regex }),
  },
  {
    field: 'encrypted_suffix',
    make: (suffix: string): SopsRule => ({ kind: 'encrypted-suffix', suffix }),
  },
  {
    field: 'unencrypted_suffix',
    make: (suffix: string): SopsRule => ({ kind: 'unencrypted-suffix', suffix }),
  },
] as const;

/** One text with commas, or a list. */
export function recipientsIn(age: unknown): readonly string[] {
  const texts = (Array.isArray(age) ? age : [age]).filter((item) => typeof item === 'string');
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
