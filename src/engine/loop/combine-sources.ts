import type { ManifestSource, SourceFiles } from '../../ports/manifest-source.ts';

/** Several sources as one: what is wrong with any of them is wrong with the whole. */
export function combineSources(sources: readonly ManifestSource[]): ManifestSource {
  return {
    read: async (): Promise<SourceFiles> => {
      const parts = await Promise.all(sources.map((source) => source.read()));
      return {
        files: parts.flatMap(({ files }) => files).sort((a, b) => (a.name < b.name ? -1 : 1)),
        diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
      };
    },
  };
}
