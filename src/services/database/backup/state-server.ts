/** Finds the server that holds the state, without opening the state itself. */
import { AgentPodError } from '../../../core/model/errors.ts';
import { embeddedStatus, startEmbedded } from '../embedded/server.ts';
import type { StateOptions } from '../open.ts';
import { externalServer, type Server } from '../postgres.ts';

/** Makes the embedded database when it is not there. */
export async function reachServer({ databaseUrl, stateDir }: StateOptions): Promise<Server> {
  if (databaseUrl !== undefined) return externalServer(databaseUrl);
  return (await startEmbedded(stateDir)).server;
}

/** `StateEmpty` (InvalidInput) when there never was an embedded database. */
export async function requireServer(options: StateOptions): Promise<Server> {
  const { databaseUrl, stateDir } = options;
  if (databaseUrl === undefined && !(await embeddedStatus(stateDir)).initialised) {
    throw nothingThere(stateDir);
  }
  return reachServer(options);
}

export function nothingThere(where: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'StateEmpty', `there is no state in ${where}`, {
    hint: 'look at AGENTPOD_STATE_DIR, AGENTPOD_INSTANCE and DATABASE_URL: they say where it is',
  });
}
