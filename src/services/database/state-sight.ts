/** What `doctor` wants to know of the state database, whether or not this AgentPod can use it. */
import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import type { Failed, LockSight, StateSight } from '../../core/doctor/observation.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { StateRecords } from '../../core/model/observed.ts';
import { compareText } from '../../core/util/sort.ts';
import { embeddedStatus, startEmbedded } from './embedded/server.ts';
import { withStateErrors } from './errors.ts';
import { openState, type StateOptions } from './open.ts';
import { type Database, externalServer, onConnection, type Server } from './postgres.ts';
import { sourceAges } from './source-looks.ts';
import { type LockHolder, lockHolder } from './writer-lock.ts';

type There = Extract<StateSight, { kind: 'there' }>;
type Facts = Pick<
  There,
  'version' | 'bytes' | 'login' | 'superuser' | 'skewMs' | 'lock' | 'server' | 'sources'
>;

export async function stateSight(
  options: StateOptions,
  now: () => Date,
): Promise<{ readonly state: StateSight; readonly hosts: readonly string[] }> {
  return withStateErrors(async () => {
    const server = await findServer(options);
    if (server === undefined) return { state: { kind: 'absent' }, hosts: [] };
    const facts = await onConnection(server, options.application, (db) => readFacts(db, now));
    const { records, problem } = await tryToUse(options);
    const embedded = options.databaseUrl === undefined;
    const hosts = records.pods.flatMap(({ applied }) => applied?.hosts ?? []);
    return {
      state: { kind: 'there', embedded, ...facts, problem, pods: records.pods.length },
      hosts: [...new Set(hosts)].sort(compareText),
    };
  });
}

/** Undefined when there never was an embedded database; none is made. */
async function findServer({ databaseUrl, stateDir }: StateOptions): Promise<Server | undefined> {
  if (databaseUrl !== undefined) return externalServer(databaseUrl);
  if (!(await embeddedStatus(stateDir)).initialised) return undefined;
  return (await startEmbedded(stateDir)).server;
}

interface RawFacts extends Record<string, unknown> {
  readonly version: string;
  readonly bytes: string;
  readonly login: string;
  readonly superuser: boolean;
}

async function readFacts(db: Database, now: () => Date): Promise<Facts> {
  const { rows } = await db.execute<RawFacts>(sql`
    select current_setting('server_version') as version,
      pg_database_size(current_database())::text as bytes, session_user::text as login,
      (select rolsuper from pg_roles where rolname = session_user) as superuser`);
  const [row] = rows;
  if (row === undefined) throw new Error('the server answers a question with nothing');
  const { version, bytes, login, superuser } = row;
  return {
    version: version.split(' ')[0] ?? version,
    bytes: Number(bytes),
    login,
    superuser,
    skewMs: await skew(db, now),
    lock: toSight(await lockHolder(db, 'writer'), now()),
    server: toSight(await lockHolder(db, 'server'), now()),
    // There is no such table before the first apply.
    sources: await sourceAges(db).catch(() => []),
  };
}

/** The server read its clock, in milliseconds since the epoch, at some moment between the question and the answer. */
async function skew(db: Database, now: () => Date): Promise<number> {
  const before = now().getTime();
  const { rows } = await db.execute<{ clock: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as clock`,
  );
  const after = now().getTime();
  const there = Math.round(rows[0]?.clock ?? before);
  return there < before ? there - before : Math.max(0, there - after);
}

function toSight(holder: LockHolder | undefined, now: Date): LockSight | undefined {
  if (holder === undefined) return undefined;
  const { name, since } = holder;
  const heldSeconds = since && Math.max(0, (now.getTime() - since.getTime()) / 1000);
  return { holder: name, heldSeconds, process: processOf(name) };
}

/** The holder calls itself `… USER@HOST pid PID`; the host's name may have been cut. */
function processOf(name: string): LockSight['process'] {
  const [, host = '', pid = ''] = /@(\S*) pid (\d+)$/.exec(name) ?? [];
  if (pid === '' || host === '' || !hostname().startsWith(host)) return 'elsewhere';
  try {
    process.kill(Number(pid), 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'gone' : 'alive';
  }
}

/** As every command does that only reads. */
async function tryToUse(
  options: StateOptions,
): Promise<{ readonly records: StateRecords; readonly problem: Failed | undefined }> {
  try {
    const state = await openState({ ...options, readOnly: true });
    try {
      return { records: await state.store.load(), problem: undefined };
    } finally {
      await state.close();
    }
  } catch (error) {
    if (!(error instanceof AgentPodError)) throw error;
    const problem = { message: error.message, hint: error.hint ?? '' };
    return { records: { tenants: [], pods: [] }, problem };
  }
}
