import { Document, parseAllDocuments } from 'yaml';

const MODELINE =
  '# yaml-language-server: $schema=https://agentpod.dev/schemas/v1alpha1/agentpod.json';

/**
 * The file's text with one more document at its end; what was there stays as it is, to the byte.
 * Without a text, a new file: it starts with the line that lets editors complete and check it.
 */
export function appendDocument(text: string | undefined, manifest: object): string {
  // A tenant may be called "no", which has to be in quotes.
  const document = new Document(manifest, { compat: 'yaml-1.1' }).toString({ lineWidth: 0 });
  if (text === undefined) return `${MODELINE}\n${document}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const ended = text === '' || text.endsWith('\n') ? text : text + newline;
  const separator = hasDocument(text) ? `---${newline}` : '';
  return ended + separator + document.replaceAll('\n', newline);
}

/** A file of comments alone has nothing to be separated from. */
function hasDocument(text: string): boolean {
  return parseAllDocuments(text).some((document) => document.contents !== null);
}
