import type { ManifestSource, SourceFile } from '../../ports/manifest-source.ts';

/** A source as it would be with these files in it; `idOf` tells when two names mean one file. */
export function editedSource(
  source: ManifestSource,
  edited: readonly SourceFile[],
  idOf: (name: string) => string = (name) => name,
): ManifestSource {
  const ids = new Set(edited.map(({ name }) => idOf(name)));
  return {
    read: async () => {
      const { files, diagnostics } = await source.read();
      const others = files.filter(({ name }) => !ids.has(idOf(name)));
      const sorted = [...others, ...edited].sort((a, b) => (a.name < b.name ? -1 : 1));
      return { files: sorted, diagnostics };
    },
  };
}
