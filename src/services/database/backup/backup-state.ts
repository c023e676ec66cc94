/** `state backup`: one snapshot of the whole state in an encrypted file, proved before it counts. */
import { withStateErrors } from '../errors.ts';
import { registeredKeys } from '../key-registry.ts';
import { inspectSchema } from '../migrate.ts';
import type { StateOptions } from '../open.ts';
import { createClient, overConnection, type Server } from '../postgres.ts';
import { type BackupLock, type LockChoice, makeLock } from './age-keys.ts';
import { keyFileOf, masterKeyToCarry } from './carried-key.ts';
import { dumpLines, inSnapshot } from './dump.ts';
import { type EndLine, type Header, header, readLine, type Tallies } from './format.ts';
import { seenMigrations } from './migrations.ts';
import { onConnection } from './scratch-database.ts';
import { writeSealed } from './sealed-file.ts';
import { nothingThere, requireServer } from './state-server.ts';
import { type Verification, verifyBackup } from './verify.ts';

export interface BackupRequest {
  /** Absolute; replaced when it is there. */
  readonly file: string;
  readonly lock: LockChoice;
  /** Whoever opens the backup can then read every secret in it. */
  readonly includeMasterKey: boolean;
  readonly now: Date;
}

export interface BackupReport {
  readonly tables: Tallies;
  readonly verification: Verification;
  /** Ids of the master keys that a restore needs. */
  readonly keys: readonly string[];
  readonly masterKeyFile: string;
  readonly seconds: number;
}

/**
 * Writers go on meanwhile: they are in the next backup. Failures are `AgentPodError`s; a file of
 * this name from before stays unless the new one is whole.
 */
export async function backupState(
  options: StateOptions,
  request: BackupRequest,
): Promise<BackupReport> {
  return withStateErrors(async () => {
    const started = performance.now();
    const lock = await makeLock(request.lock);
    const masterKey = request.includeMasterKey ? await masterKeyToCarry(options) : undefined;
    const server = await requireServer(options);
    const keys = await currentKeys(server, options);
    const parts = { created: request.now.toISOString(), keys };
    const carried = masterKey === undefined ? parts : { ...parts, masterKey };
    const tables = await write(server, options, { file: request.file, lock, parts: carried });
    const backup = { file: request.file, key: lock.key, tallies: tables };
    const verification = await verifyBackup(backup, server, options);
    const seconds = (performance.now() - started) / 1000;
    return { tables, verification, keys, masterKeyFile: keyFileOf(options), seconds };
  });
}

interface ToWrite {
  readonly file: string;
  readonly lock: BackupLock;
  readonly parts: Omit<Header, 'agentpod' | 'format' | 'migrations'>;
}

async function write(
  server: Server,
  { application }: StateOptions,
  { file, lock, parts }: ToWrite,
): Promise<Tallies> {
  return onConnection(server, application, (db) =>
    inSnapshot(db, async () => {
      let last = '';
      const lines = async function* (): AsyncGenerator<string> {
        yield JSON.stringify(header({ ...parts, migrations: await seenMigrations(db) }));
        for await (const line of dumpLines(db)) {
          last = line;
          yield line;
        }
      };
      await writeSealed(file, lock, lines());
      return (readLine(last, file) as EndLine).end.tables;
    }),
  );
}

/** `StateEmpty`, `StateNewer`: what this program does not know it cannot back up whole. */
async function currentKeys(
  server: Server,
  { application, stateDir, databaseUrl }: StateOptions,
): Promise<readonly string[]> {
  const client = createClient(server, application);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const db = overConnection(client);
    const found = await inspectSchema(db);
    if (found === 'absent') {
      throw nothingThere(databaseUrl === undefined ? stateDir : 'the database of DATABASE_URL');
    }
    return (await registeredKeys(db)).map(({ id }) => id).sort();
  } finally {
    await client.end();
  }
}
