import type { FieldPath } from '../manifests/field-path.ts';
import type { SopsProblem } from './leaf.ts';
import type { SopsRule } from './rules.ts';

/** What a file says about how SOPS encrypted it, read from the value under `sops`. */
export interface SopsMetadata {
  readonly keys: SopsKeys;
  /** An encrypted value, bound to `lastModified`. */
  readonly mac: string;
  /** RFC 3339, the way that the MAC is bound to it. */
  readonly lastModified: string;
  readonly rule: SopsRule;
  readonly macOnlyEncrypted: boolean;
}

/** The data key, encrypted for age recipients. With several groups each holds a share of it. */
export interface SopsKeys {
  readonly groups: readonly (readonly AgeKey[])[];
  /** How many groups it takes. */
  readonly threshold: number;
}

interface AgeKey {
  readonly recipient: string;
  /** An armored age file. */
  readonly enc: string;
}

export type ReadMetadata =
  | { readonly metadata: SopsMetadata }
  | { readonly problem: Omit<SopsProblem, 'document'> };

export function readMetadata(value: unknown): ReadMetadata {
  if (!isMap(value)) return broken([], 'the file holds no sops metadata');
  const keys = readKeys(value);
  if ('problem' in keys) return keys;
  const rule = readRule(value);
  if (!rule) return broken([], 'the file has more than one rule for what is encrypted');
  const lastModified = rfc3339(text(value['lastmodified']));
  if (lastModified === undefined) {
    return broken(['lastmodified'], 'this is not a point in time that SOPS wrote');
  }
  const mac = text(value['mac']);
  if (mac === '')
    return broken(['mac'], 'the file has no MAC, so nobody can tell whether it was changed');
  const macOnlyEncrypted = String(value['mac_only_encrypted']) === 'true';
  return { metadata: { keys, mac, lastModified, rule, macOnlyEncrypted } };
}

const KEY_SERVICES: Readonly<Record<string, string>> = {
  pgp: 'PGP',
  kms: 'AWS KMS',
  gcp_kms: 'Google Cloud KMS',
  azure_kv: 'Azure Key Vault',
  hc_vault: 'HashiCorp Vault',
  hckms: 'Huawei Cloud KMS',
};

type MapValue = Readonly<Record<string, unknown>>;

function readKeys(value: MapValue): SopsKeys | { readonly problem: Omit<SopsProblem, 'document'> } {
  // One group stands in the metadata itself; several stand in a list of their own.
  const direct = ['age', ...Object.keys(KEY_SERVICES)].some((name) => list(value[name]).length > 0);
  const groups = direct ? [value] : list(value['key_groups']).filter(isMap);
  if (groups.length === 0) return broken([], 'the file is encrypted for nobody');
  const ages = groups.map((group) => list(group['age']).filter(isAgeKey));
  const threshold = Number(value['shamir_threshold'] ?? 0) || groups.length;
  const usable = ages.filter((keys) => keys.length > 0);
  if (usable.length >= Math.min(threshold, groups.length)) return { groups: ages, threshold };
  const others = Object.entries(KEY_SERVICES)
    .filter(([name]) => groups.some((group) => list(group[name]).length > 0))
    .map(([, label]) => label);
  return {
    problem: {
      rule: 'SopsKeyService',
      path: ['sops'],
      message: `the file is encrypted for ${others.join(' and ') || 'no key that is known here'}, and only age keys are read`,
      hint: 'add an age recipient to .sops.yaml and run sops updatekeys FILE',
    },
  };
}

/** Undefined when there is more than one; SOPS refuses such a file. */
function readRule(value: MapValue): SopsRule | undefined {
  const rules: SopsRule[] = [];
  const at = (key: string): string => text(value[key]);
  for (const kind of ['unencrypted-suffix', 'encrypted-suffix'] as const) {
    const suffix = at(kind.replace('-', '_'));
    if (suffix !== '') rules.push({ kind, suffix });
  }
  for (const kind of ['unencrypted-regex', 'encrypted-regex'] as const) {
    const regex = at(kind.replace('-', '_'));
    if (regex !== '') rules.push({ kind, regex });
  }
  for (const key of ['unencrypted_comment_regex', 'encrypted_comment_regex']) {
    if (at(key) !== '') rules.push({ kind: 'comment' });
  }
  if (rules.length > 1) return undefined;
  return rules[0] ?? { kind: 'unencrypted-suffix', suffix: '_unencrypted' };
}

/** Without fractions, and with Z for no offset: as Go writes what it read. */
function rfc3339(value: string): string | undefined {
  const [, time, zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[-+]\d\d:\d\d)$/.exec(value) ?? [];
  if (time === undefined || zone === undefined) return undefined;
  return `${time}${zone.endsWith('00:00') ? 'Z' : zone}`;
}

function broken(path: FieldPath, message: string) {
  const hint = 'restore it, and change it with sops only';
  return { problem: { rule: 'SopsMetadata', path: ['sops', ...path], message, hint } } as const;
}

function isAgeKey(value: unknown): value is AgeKey {
  return isMap(value) && text(value['recipient']) !== '' && text(value['enc']) !== '';
}

function isMap(value: unknown): value is MapValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
