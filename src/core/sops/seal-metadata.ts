import type { SopsMetadata } from './metadata.ts';

/** The metadata of a newly sealed file, in the words and the order that SOPS uses. */
export function sealMetadata(
  { keys, mac, lastModified, rule, macOnlyEncrypted }: SopsMetadata,
  version: string,
): Readonly<Record<string, unknown>> {
  return {
    age: keys.groups.flat().map(({ recipient, enc }) => ({ recipient, enc })),
    lastmodified: lastModified,
    mac,
    ...ruleField(rule),
    ...(macOnlyEncrypted ? { mac_only_encrypted: true } : {}),
    version,
  };
}

function ruleField(rule: SopsMetadata['rule']): Readonly<Record<string, string>> {
  if (rule.kind === 'comment') return {};
  const name = rule.kind.replace('-', '_');
  return { [name]: 'suffix' in rule ? rule.suffix : rule.regex };
}
