/** `state backup`: one snapshot of the whole state in an encrypted file, proved before it counts. */

import type { BackupReport, BackupRequest, Tallies } from '../../../ports/state-copy.ts';
import { withStateErrors } from '../errors.ts';
import { registeredKeys } from '../key-registry.ts';
import { inspectSchema } from '../migrate.ts';
import { keyFile, type StateOptions } from '../open.ts';
import { onConnection, type Server } from '../postgres.ts';
import { type BackupLock, makeLock } from './age-keys.ts';
import { masterKeyToCarry } from './carried-key.ts';
import { dumpLines, inSnapshot } from './dump.ts';
import { type EndLine, type Header, header, readLine } from './format.ts';
import { seenMigrations } from './migrations.ts';
import { withQueries } from './scratch-database.ts';
import { writeSealed } from './sealed-file.ts';
import { nothingThere, requireServer } from './state-server.ts';
import { verifyBackup } from './verify.ts';

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
    const { instance } = options;
    const parts = {
      created: request.now.toISOString(),
      keys,
      ...(instance === undefined ? {} : { instance }),
    };
    const { tables, verification } = await write(server, options, {
      file: request.file,
      lock,
      parts: masterKey === undefined ? parts : { ...parts, masterKey },
    });
    const seconds = (performance.now() - started) / 1000;
    return { tables, verification, keys, masterKeyFile: keyFile(options), seconds };
  });
}

interface ToWrite {
  readonly file: string;
  readonly lock: BackupLock;
  readonly parts: Omit<Header, 'agentpod' | 'format' | 'migrations'>;
}

async function write(
  server: Server,
  options: StateOptions,
  { file, lock, parts }: ToWrite,
): Promise<Pick<BackupReport, 'tables' | 'verification'>> {
  let last = '';
  const tallies = (): Tallies => (readLine(last, file) as EndLine).end.tables;
  const verification = await withQueries(server, options.application, (db) =>
    inSnapshot(db, () => {
      const lines = async function* (): AsyncGenerator<string> {
        yield JSON.stringify(header({ ...parts, migrations: await seenMigrations(db) }));
        for await (const line of dumpLines(db)) {
          last = line;
          yield line;
        }
      };
      return writeSealed(file, lock, lines(), (temporary) => {
        const backup = { file: temporary, key: lock.key, tallies: tallies() };
        return verifyBackup(backup, server, options);
      });
    }),
  );
  return { tables: tallies(), verification };
}

/** `StateEmpty`, `StateNewer`: what this program does not know it cannot back up whole. */
async function currentKeys(
  server: Server,
  { application, stateDir, databaseUrl }: StateOptions,
): Promise<readonly string[]> {
  return onConnection(server, application, async (db) => {
    const found = await inspectSchema(db);
    if (found === 'absent') {
      throw nothingThere(databaseUrl === undefined ? stateDir : 'the database of DATABASE_URL');
    }
    return (await registeredKeys(db)).map(({ id }) => id).sort();
  });
}
