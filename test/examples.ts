import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceKey } from '../src/core/manifests/secret-references.ts';
import type { DesiredPod } from '../src/core/model/desired.ts';
import { Secret } from '../src/core/model/secret.ts';
import { loadDesired } from '../src/engine/load.ts';
import type { ManifestSource } from '../src/ports/manifest-source.ts';
import type { SecretReader } from '../src/ports/secret-reader.ts';

/** The checked-in examples as desired state, with a made-up value for every secret they name. */
const ROOT = join(import.meta.dirname, '..', 'examples');

export const EXAMPLES: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** Throws a `ManifestError` when the example is not valid. */
export async function examplePods(example: string): Promise<readonly DesiredPod[]> {
  const { desired } = await loadDesired({ source: sourceOf(example), secrets: MADE_UP });
  return desired.pods;
}

function sourceOf(example: string): ManifestSource {
  const directory = join(ROOT, example);
  const names = readdirSync(directory).filter((name) => /^[^.].*\.yaml$/.test(name));
  const files = names.sort().map((name) => {
    const text = readFileSync(join(directory, name), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    return { name: join('examples', example, name), directory, text, hash };
  });
  return { read: async () => ({ files, diagnostics: [] }) };
}

/**
 * The value is the source's own name, so that two sources never look like one token; without the
 * checkout's place, which would show in what is rendered.
 */
const MADE_UP: SecretReader = {
  read: async (source) =>
    new Secret(source.kind === 'env' ? source.name : sourceKey(source).replaceAll(ROOT, '')),
  checkSeal: async () => undefined,
  fingerprint: (value) => createHash('sha256').update(value.reveal()).digest('hex').slice(0, 16),
};
