/** Hashes that Traefik's basic auth compares with; a plain password is none of them. */
const HASH = /^(\$2[aby]\$|\$apr1\$|\{SHA\})/;

/** What is wrong with a user list, in words that repeat nothing of it; undefined when it is fine. */
export function checkUsers(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const used = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (used.length === 0) return 'it is empty';
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    if (colon < 1) return `line ${index + 1} is not NAME:HASH`;
    if (!HASH.test(line.slice(colon + 1)))
      return `line ${index + 1} holds no bcrypt, MD5 or SHA hash`;
  }
  return undefined;
}
