/** What a repository over SSH is reached with. Paths are absolute. */
export interface SshAccess {
  /** Private key, of a deploy key say; without it, those that ssh finds by itself. */
  readonly keyFile: string | undefined;
  /** The host keys that are trusted; without it, those of the user. */
  readonly knownHostsFile: string | undefined;
}

/** A host key that is not known already is never taken for the right one. */
export function sshCommand(access: SshAccess | undefined, own: string | undefined): string {
  const { keyFile, knownHostsFile } = access ?? NOTHING;
  const isSaid = keyFile !== undefined || knownHostsFile !== undefined;
  if (!isSaid && own !== undefined) return own;
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=20',
    // The agent's keys must not go in front of the one that was named.
    ...(keyFile === undefined ? [] : [`IdentityFile=${inOption(keyFile)}`, 'IdentitiesOnly=yes']),
    ...(knownHostsFile === undefined
      ? []
      : [`UserKnownHostsFile=${inOption(knownHostsFile)}`, 'GlobalKnownHostsFile=/dev/null']),
  ];
  return ['ssh', ...options.map((option) => `-o ${inShell(option)}`)].join(' ');
}

const NOTHING: SshAccess = { keyFile: undefined, knownHostsFile: undefined };

/** As ssh reads it: `%` begins something else, and blanks end a word. */
function inOption(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
