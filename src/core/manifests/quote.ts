const LONGEST = 60;

/** A value from a manifest, short and on one line, for a message. Never call it with a secret. */
export function quote(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return plainText(value);
  const short = value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
  // Bidirectional and other invisible characters would make a message lie.
  const visible = JSON.stringify(short).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    asEscape,
  );
  return visible;
}

/** A scalar as text; empty for maps and lists, whose own `toString` key would be called. */
export function plainText(value: unknown): string {
  return typeof value === 'object' ? '' : String(value);
}

function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
