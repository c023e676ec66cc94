/** Opens the state for one command: the right server, current tables, and the right master key. */
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { WriterLock } from '../../ports/writer-lock.ts';
import { fingerprint, fingerprintKey } from '../crypto/fingerprint.ts';
import { masterKeyCandidates, settleSuccessor } from '../crypto/key-files.ts';
import { createKeyRing } from '../crypto/key-ring.ts';
import { createMasterKey, ephemeralKey, readMasterKey } from '../crypto/master-key.ts';
import { duringSetup } from './advisory-lock.ts';
import { embeddedStatus, startEmbedded } from './embedded/server.ts';
import { EMPTY_STORE, NO_WRITER_LOCK } from './empty-state.ts';
import { beginEpoch, type Epoch } from './epoch.ts';
import { withStateErrors } from './errors.ts';
import { bindInstance } from './installation.ts';
import { fittingKey, registeredKeys, registerKey, verifyKey } from './key-registry.ts';
import { inspectSchema, migrateSchema } from './migrate.ts';
import {
  createPool,
  type Database,
  externalServer,
  onConnection,
  overConnection,
  type Server,
} from './postgres.ts';
import { actAsEngine } from './roles.ts';
import type { SecretKeeper } from './secret-rows.ts';
import { createStateStore } from './state-store.ts';
import { createWriterLock } from './writer-lock.ts';

export interface StateOptions {
  /** DATABASE_URL; the embedded database when absent. */
  readonly databaseUrl?: string;
  /** Holds the embedded database and, unless named elsewhere, the master key. */
  readonly stateDir: string;
  /** AGENTPOD_MASTER_KEY_FILE; `<stateDir>/master.key` when absent. */
  readonly masterKeyFile?: string;
  /** Creates and changes nothing: no folder, no key, no table, no row. */
  readonly readOnly: boolean;
  /** The database serves this one instance from its first write on; absent: whichever it is. */
  readonly instance?: string;
  /** Shown in the server's list of connections, e.g. `agentpod apply`. */
  readonly application: string;
}

export interface State {
  readonly store: StateStore;
  readonly lock: WriterLock;
  /** Held by the one `serve` that acts, for as long as it lives. */
  readonly leadership: WriterLock;
  /** For the secret reader. Of no lasting worth where nothing was ever recorded. */
  readonly fingerprintKey: KeyObject;
  close(): Promise<void>;
}

/**
 * Every failure is an `AgentPodError`: `StateUnreachable` (Transient), `StateForbidden`,
 * `StateTooOld`, `StateNewer`, `StateOutdated`, `StateOfAnotherInstance`,
 * `MasterKeyMissing`, `MasterKeyWrong` (InvalidInput).
 */
export async function openState(options: StateOptions): Promise<State> {
  return withStateErrors(async () => {
    const server = await findServer(options);
    return server === undefined ? emptyState() : openServer(server, options);
  });
}

/** Undefined: read-only, and there never was an embedded database. */
async function findServer(options: StateOptions): Promise<Server | undefined> {
  if (options.databaseUrl !== undefined) return externalServer(options.databaseUrl);
  const absent = options.readOnly && !(await embeddedStatus(options.stateDir)).initialised;
  return absent ? undefined : (await startEmbedded(options.stateDir)).server;
}

/** On a server that runs, whichever it is. */
export async function openServer(server: Server, options: StateOptions): Promise<State> {
  if (!(await prepareSchema(server, options))) return emptyState();
  const { application, readOnly } = options;
  const pool = createPool(server, application, readOnly);
  try {
    const db = overConnection(pool);
    if (options.instance !== undefined) await bindInstance(db, options.instance, readOnly);
    const { key, fingerprints } = await findKey(server, db, options);
    const keeper: SecretKeeper = {
      keys: createKeyRing(keyFile(options), key),
      fingerprint: (value) => fingerprint(fingerprints, value),
    };
    const epoch: Epoch = { current: undefined };
    const store = createStateStore({ pool, keeper, server, application, epoch });
    return {
      store,
      lock: readOnly ? NO_WRITER_LOCK : createWriterLock(server),
      leadership: readOnly ? NO_WRITER_LOCK : leadershipLock(server, epoch),
      fingerprintKey: fingerprints,
      close: () => store.close(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Whoever has it writes in an epoch of its own. */
function leadershipLock(server: Server, epoch: Epoch): WriterLock {
  const onHeld = async (db: Database): Promise<void> => {
    epoch.current = await beginEpoch(db);
  };
  return createWriterLock(server, { name: 'server', onHeld });
}

/** False: there is no schema, and none may be made. */
async function prepareSchema(server: Server, options: StateOptions): Promise<boolean> {
  const found = await onConnection(server, options.application, inspectSchema);
  if (found === 'current') return true;
  if (!options.readOnly) {
    await duringSetup(server, options.application, migrateSchema);
    return true;
  }
  if (found === 'absent') return false;
  throw new AgentPodError(
    'InvalidInput',
    'StateOutdated',
    'the state database was made by an older AgentPod, and a read-only command may not update it',
    { hint: 'run a command that writes, such as `agentpod apply`, once' },
  );
}

/** The master key, and the key of the fingerprints. */
interface Keys {
  readonly key: KeyObject;
  readonly fingerprints: KeyObject;
}

/** The master key may be changed between the look at the database and the one at the file. */
const LOOKS = 3;

async function findKey(server: Server, db: Database, options: StateOptions): Promise<Keys> {
  for (let look = 1; ; look += 1) {
    const registered = await registeredKeys(db);
    if (registered.length === 0) return newKey(server, options);
    const candidates = await masterKeyCandidates(keyFile(options));
    const key = fittingKey(candidates, registered);
    if (key !== undefined) {
      const fingerprints = verifyKey(key, registered);
      if (!options.readOnly) await settleSuccessor(keyFile(options), key);
      return { key, fingerprints };
    }
    if (look < LOOKS) continue;
    const [wrong] = candidates;
    if (wrong === undefined) throw keyMissing(options, true);
    return { key: wrong, fingerprints: verifyKey(wrong, registered) };
  }
}

async function newKey(server: Server, options: StateOptions): Promise<Keys> {
  if (options.readOnly) {
    const key = (await readMasterKey(keyFile(options))) ?? ephemeralKey();
    return { key, fingerprints: fingerprintKey(key) };
  }
  return duringSetup(server, options.application, async (locked) => {
    await locked.execute(sql.raw(actAsEngine(false)));
    return firstKey(locked, options);
  });
}

/** Under the setup lock, since two first starts must not settle on two keys. */
async function firstKey(db: Database, options: StateOptions): Promise<Keys> {
  const registered = await registeredKeys(db);
  const found = await readMasterKey(keyFile(options));
  const mayCreate =
    registered.length === 0 &&
    options.databaseUrl === undefined &&
    options.masterKeyFile === undefined;
  if (found === undefined && !mayCreate) throw keyMissing(options, registered.length > 0);
  const key = found ?? (await createMasterKey(keyFile(options)));
  if (registered.length > 0) return { key, fingerprints: verifyKey(key, registered) };
  await registerKey(db, key);
  return { key, fingerprints: fingerprintKey(key) };
}

/** Where the master key is, or would be. */
export function keyFile({
  masterKeyFile,
  stateDir,
}: Pick<StateOptions, 'masterKeyFile' | 'stateDir'>): string {
  return masterKeyFile ?? join(stateDir, 'master.key');
}

function keyMissing(options: StateOptions, inUse: boolean): AgentPodError {
  const file = keyFile(options);
  return new AgentPodError(
    'InvalidInput',
    'MasterKeyMissing',
    inUse
      ? `this state is encrypted, and its master key file ${file} is not there`
      : `there is no master key file ${file}`,
    {
      hint: inUse
        ? 'restore the file from its backup, or name it in AGENTPOD_MASTER_KEY_FILE'
        : `create it once: (umask 077; head -c 32 /dev/urandom | base64 > ${file}), and keep a copy`,
    },
  );
}

function emptyState(): State {
  return {
    store: EMPTY_STORE,
    lock: NO_WRITER_LOCK,
    leadership: NO_WRITER_LOCK,
    fingerprintKey: fingerprintKey(ephemeralKey()),
    close: async () => undefined,
  };
}
