/** State directories for tests: reachable for the database's user, gone without a trace after. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopEmbedded } from '../../src/services/database/embedded/server.ts';

/** Not the system's folder for temporary files: the path of a socket has to stay short. */
export async function makeStateDir(): Promise<string> {
  const parent = await mkdtemp('/tmp/agentpod-test-');
  await chmod(parent, 0o711);
  return join(parent, 'state');
}

export async function removeStateDir(stateDir: string): Promise<void> {
  await stopEmbedded(stateDir);
  await rm(join(stateDir, '..'), { recursive: true, force: true });
}
