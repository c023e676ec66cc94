/** Where the embedded database keeps what, all of it below one state directory. */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Server } from '../postgres.ts';

/** The role and superuser of the embedded database; only who can enter its socket's folder connects. */
export const EMBEDDED_ROLE = 'agentpod';
const DATABASE = 'postgres';
/** Only names the socket; nothing listens on TCP. */
const PORT = 5432;
/** What `sun_path` holds on Linux, without its closing zero. */
const MAX_SOCKET_PATH = 107;

export interface EmbeddedLayout {
  readonly stateDir: string;
  readonly dataDir: string;
  readonly socketDir: string;
  readonly logFile: string;
  /** A copy of the server's programs, made only where the installed ones cannot be used. */
  readonly programCopy: string;
}

export function embeddedLayout(stateDir: string): EmbeddedLayout {
  const root = resolve(stateDir);
  return {
    stateDir: root,
    dataDir: join(root, 'postgres-18'),
    socketDir: socketDirectory(root),
    logFile: join(root, 'postgres-18.log'),
    programCopy: join(root, 'pgsql-18.4'),
  };
}

export function embeddedServer(layout: EmbeddedLayout): Server {
  return { host: layout.socketDir, port: PORT, user: EMBEDDED_ROLE, database: DATABASE };
}

function socketDirectory(stateDir: string): string {
  const beside = join(stateDir, 'run');
  if (Buffer.byteLength(join(beside, `.s.PGSQL.${PORT}`)) <= MAX_SOCKET_PATH) return beside;
  // Not from the environment: every command has to find the same folder.
  const short = createHash('sha256').update(stateDir).digest('hex').slice(0, 16);
  return join('/tmp', `agentpod-${short}`);
}
