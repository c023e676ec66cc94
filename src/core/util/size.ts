/** Sizes with binary units, as manifests write them: `512Mi`, `2Gi`. */

const UNITS = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
type Unit = keyof typeof UNITS;

/** Bytes; undefined when the text is not a size. */
export function parseSize(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,11})(Ki|Mi|Gi|Ti)$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as Unit] : undefined;
}

/** The largest unit that shows it as a whole number; rounded up to Mi where none does. */
export function formatSize(bytes: number): string {
  for (const unit of ['Ti', 'Gi', 'Mi', 'Ki'] as const) {
    if (bytes !== 0 && bytes % UNITS[unit] === 0) return `${bytes / UNITS[unit]}${unit}`;
  }
  return `${Math.ceil(bytes / UNITS.Mi)}Mi`;
}

/** What somebody who wrote `2gb`, `512 MB` or `2G` most likely meant; undefined when unclear. */
export function suggestSize(text: string): string | undefined {
  const match = /^\s*([1-9][0-9]{0,11})\s*([kmgt])i?(b|bytes?)?\s*$/i.exec(text);
  return match?.[1] && match[2] ? `${match[1]}${match[2].toUpperCase()}i` : undefined;
}
