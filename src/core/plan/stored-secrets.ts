import type { SecretMaterial } from '../model/secret.ts';

/** Names of the stored secrets among these, sorted, each once. */
export function storedSecretsOf(secrets: readonly SecretMaterial[]): readonly string[] {
  const names = secrets.flatMap(({ source }) => (source.kind === 'stored' ? [source.name] : []));
  return [...new Set(names)].sort();
}
