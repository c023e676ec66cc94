/** What a stranger said, fit for a message: one line, no control characters, not too long. */
export function cleanText(text: string, maxLength: number): string {
  const line = text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}
