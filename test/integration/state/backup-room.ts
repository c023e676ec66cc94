import { copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import { embeddedLayout, embeddedServer } from '../../../src/services/database/embedded/layout.ts';
import { startEmbedded } from '../../../src/services/database/embedded/server.ts';
import { openState, type State } from '../../../src/services/database/open.ts';
import { ACME, AGENT, COMMIT, OTHER } from '../../contract/store-samples.ts';
import { type Env, type Ran, runInProcess } from '../fleet/in-process.ts';
import { makeStateDir, removeStateDir } from '../temporary-state.ts';

/** More than one byte a character, quotes and a line break: what a careless copy would change. */
export const EVENT = {
  subject: 'pod/acme/agent',
  type: 'Normal',
  reason: 'Created',
  message: 'grüß "dich"\nund mehr \\N',
} as const;

/** One state on an embedded database, and the commands that copy it. */
export class StateRoom {
  readonly stateDir: string;

  private constructor(stateDir: string) {
    this.stateDir = stateDir;
  }

  static async make(): Promise<StateRoom> {
    return new StateRoom(await makeStateDir());
  }

  /** A database without tables beside another room's master key, as on a new machine. */
  static async prepared(origin: StateRoom): Promise<StateRoom> {
    const room = await StateRoom.make();
    await startEmbedded(room.stateDir);
    await copyFile(join(origin.stateDir, 'master.key'), join(room.stateDir, 'master.key'));
    return room;
  }

  /** Beside the state. */
  path(name: string): string {
    return join(dirname(this.stateDir), name);
  }

  run(argv: readonly string[], env: Env = {}): Promise<Ran> {
    return runInProcess(argv, {
      cwd: dirname(this.stateDir),
      env: { PATH: process.env['PATH'] ?? '', AGENTPOD_STATE_DIR: this.stateDir, ...env },
    });
  }

  async with<T>(work: (state: State) => Promise<T>): Promise<T> {
    const { stateDir } = this;
    const application = 'agentpod test';
    const state = await openState({ stateDir, readOnly: false, application, instance: 'default' });
    return work(state).finally(() => state.close());
  }

  /** The pod's gateway token. */
  token(): Promise<string | undefined> {
    return this.with(async ({ store }) => (await store.gatewayToken(AGENT.key))?.reveal());
  }

  async query<Row extends object>(text: string): Promise<Row[]> {
    const client = new pg.Client(embeddedServer(embeddedLayout(this.stateDir)));
    await client.connect();
    return client
      .query<Row>(text)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  }

  /** Every row of every table but the audit, where each restore leaves a line of its own. */
  async everything(): Promise<unknown> {
    const tables = await this.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'agentpod' and tablename <> 'audit' order by 1",
    );
    const rows: unknown[] = [];
    for (const { name } of tables) {
      rows.push(name, await this.query(`select t::text from agentpod.${name} t order by 1`));
    }
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeStateDir(this.stateDir);
  }
}

/** A room with two pods in it, and a backup of it that a passphrase opens. */
export interface Origin {
  readonly room: StateRoom;
  readonly backup: string;
  readonly passphrase: string;
  readonly token: string | undefined;
  /** Of this origin's backup, unless another one is named. */
  restoreInto(room: StateRoom, options?: RestoreOptions): Promise<Ran>;
}

interface RestoreOptions {
  readonly backup?: string;
  readonly flags?: readonly string[];
}

export async function anOrigin(): Promise<Origin> {
  const room = await StateRoom.make();
  const backup = room.path('agentpod.backup');
  const passphrase = room.path('passphrase');
  await writeFile(passphrase, 'correct horse battery staple\n');
  await room.with(async ({ store }) => {
    await store.recordTenant(ACME);
    await store.recordPod(AGENT);
    await store.recordPod(OTHER);
    await store.commitPod(COMMIT);
    await store.appendEvents([EVENT, EVENT, EVENT]);
  });
  const made = await room.run(['state', 'backup', backup, '--passphrase-file', passphrase]);
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(made.stdout).toMatch(/Verified: restored into a scratch database, .*one secret opened/);
  expect(made.stderr).toContain('The master key is not in it');
  return {
    room,
    backup,
    passphrase,
    token: await room.token(),
    restoreInto: (target, options = {}) => {
      const file = options.backup ?? backup;
      const flags = options.flags ?? [];
      return target.run(['state', 'restore', file, '--passphrase-file', passphrase, ...flags]);
    },
  };
}
