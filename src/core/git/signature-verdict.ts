/** Why a signature does not count, out of what git and gpg or ssh-keygen said of it. */
export function signatureFault(said: string): string {
  if (said.trim() === '') return 'it is not signed';
  const unknown = /^\[GNUPG:\] NO_PUBKEY ([0-9A-F]+)/m.exec(said)?.[1];
  if (unknown !== undefined) return `it is signed with the key ${unknown}, which is not trusted`;
  const [, who] = /with \S+ key (SHA256:\S+)/.exec(said) ?? [];
  if (/No principal matched/.test(said)) {
    return `it is signed with the key ${who ?? 'of somebody'}, which is not trusted`;
  }
  if (/^\[GNUPG:\] (EXPKEYSIG|EXPSIG|REVKEYSIG)/m.test(said)) {
    return 'its signature or the key of it has expired or was revoked';
  }
  return 'its signature does not fit what was signed';
}
