/** The index of the reference as a Markdown page. */

export interface IndexEntry {
  /** In the folder of the index. */
  readonly file: string;
  readonly title: string;
  /** One sentence. */
  readonly about: string;
}

export function referenceIndex(entries: readonly IndexEntry[]): string {
  const items = entries.map(({ file, title, about }) => `- [${title}](${file}): ${about}`);
  return `<!-- Made by scripts/generate.ts from scripts/reference-index.ts; edit there. -->
# Reference

${items.join('\n')}

Editors with the YAML language server complete and check a manifest whose first line names the
schema. \`agentpod schema\` prints it, for a file beside the manifests:

\`\`\`yaml
# yaml-language-server: $schema=agentpod.schema.json
apiVersion: agentpod.dev/v1alpha1
\`\`\`
`;
}
