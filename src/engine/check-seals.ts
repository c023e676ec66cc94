import type { DocumentFinding, ManifestFile } from '../core/manifests/document.ts';
import type { SecretReader } from '../ports/secret-reader.ts';

/**
 * Manifests that SOPS encrypted in place are believed only when their MAC fits: it covers the plain
 * fields too. Each file is looked at once, and again only when it changed.
 */
export async function checkSeals(
  files: readonly ManifestFile[],
  whole: WeakSet<ManifestFile>,
  { secrets, allowMissing }: { readonly secrets: SecretReader; readonly allowMissing: boolean },
): Promise<CheckedSeals> {
  const findings: DocumentFinding[] = [];
  const broken = new Set<string>();
  for (const file of files) {
    if (!file.sealed || whole.has(file)) continue;
    const problem = await secrets.checkSeal(file.source.text);
    if (!problem) {
      whole.add(file);
      continue;
    }
    const { document: index, ...finding } = problem;
    const missing = problem.rule === 'SecretMissing';
    const severity = missing && allowMissing ? 'warning' : 'error';
    findings.push({
      ...finding,
      spot: 'value',
      severity,
      document: { source: file.source, index },
    });
    broken.add(file.source.name);
  }
  return { findings, broken };
}

export interface CheckedSeals {
  readonly findings: readonly DocumentFinding[];
  /** Names of files whose encrypted values are not to be read. */
  readonly broken: ReadonlySet<string>;
}
