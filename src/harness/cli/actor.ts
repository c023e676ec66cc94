import { hostname, userInfo } from 'node:os';
import { usageError } from './failure.ts';

const MAX_LENGTH = 200;

/** Who asks, for the audit: `--actor`, else AGENTPOD_ACTOR, else the user of this machine. */
export function actorOf(
  env: Readonly<Record<string, string | undefined>>,
  flag: string | undefined,
): string {
  const given = flag ?? (env['AGENTPOD_ACTOR'] || undefined);
  if (given === undefined) return `${env['SUDO_USER'] || userName()}@${hostname()}`;
  // A line break would let one entry look like two.
  if (given.trim() !== '' && given.length <= MAX_LENGTH && !/\p{Cc}/u.test(given)) return given;
  throw usageError('--actor: not a name', `write 1 to ${MAX_LENGTH} printable characters`);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without an entry in the user database, as in many containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
