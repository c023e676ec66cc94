import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedLayout } from '../../../src/services/database/embedded/layout.ts';
import { embeddedStatus, startEmbedded } from '../../../src/services/database/embedded/server.ts';
import { openState, type State } from '../../../src/services/database/open.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { makeStateDir, removeStateDir } from '../temporary-state.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Where a fleet's state lives, and the means to hurt it. */
export interface StateHome {
  /** In front of an external server. */
  readonly proxy: TcpProxy | undefined;
  readonly masterKeyFile: string;
  /** The server's main process, at once and without a word. */
  kill(): Promise<void>;
  /** As whoever runs the server does; an embedded one is started by any command. */
  revive(): Promise<void>;
  open(): Promise<State>;
  close(): Promise<void>;
}

/** Never to be seen in any output. */
export const PASSWORD = 'hunter2-of-the-test';

const APPLICATION = 'agentpod test';

export async function embeddedHome({ stateDir }: Fleet): Promise<StateHome> {
  return {
    proxy: undefined,
    masterKeyFile: join(stateDir, 'master.key'),
    kill: () => killServer(stateDir),
    revive: async () => undefined,
    open: () => openState({ stateDir, readOnly: false, application: APPLICATION }),
    close: async () => undefined,
  };
}

/** A server of its own that AgentPod does not know how to start, behind a TCP port. */
export async function externalHome(fleet: Fleet): Promise<StateHome> {
  const serverDir = await makeStateDir();
  await startEmbedded(serverDir);
  const { socketDir } = embeddedLayout(serverDir);
  const proxy = await startTcpProxy(join(socketDir, '.s.PGSQL.5432'));
  const databaseUrl = `postgresql://agentpod:${PASSWORD}@127.0.0.1:${proxy.port}/postgres?sslmode=disable`;
  const masterKeyFile = join(dirname(serverDir), 'master.key');
  await writeFile(masterKeyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  Object.assign(fleet.env, { DATABASE_URL: databaseUrl, AGENTPOD_MASTER_KEY_FILE: masterKeyFile });
  const { stateDir } = fleet;
  const options = { stateDir, readOnly: false, application: APPLICATION };
  return {
    proxy,
    masterKeyFile,
    kill: () => killServer(serverDir),
    revive: async () => {
      await startEmbedded(serverDir);
    },
    open: () => openState({ ...options, databaseUrl, masterKeyFile }),
    close: async () => {
      await proxy.close();
      await removeStateDir(serverDir);
    },
  };
}

async function killServer(stateDir: string): Promise<void> {
  const { pid } = await embeddedStatus(stateDir);
  if (pid === undefined) throw new Error('the server does not run');
  process.kill(pid, 'SIGKILL');
  // The signal is sent at once and obeyed a little later.
  while ((await embeddedStatus(stateDir)).pid === pid) await sleep(10);
}
