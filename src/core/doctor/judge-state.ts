import { formatDuration } from '../util/duration.ts';
import { formatSize } from '../util/size.ts';
import { type DoctorFinding, fine, unseen, warning } from './finding.ts';
import { judgeClock } from './judge-clock.ts';
import type { DoctorObservation, LockSight, StateSight } from './observation.ts';

/** An apply with slow pods takes minutes; this long, somebody should look. */
const LONG_SECONDS = 1800;
/** Git is asked every minute, unless somebody says otherwise. */
const STALE_SECONDS = 600;
/** Between becoming the leader and writing that down. */
const START_SECONDS = 5;
const MIB = 1024 ** 2;
const SERVER_LOG = 'see the log of the database server';

/** The state database: reached, usable by this AgentPod, and not held up by a writer that hangs. */
export function judgeState({ state }: DoctorObservation): readonly DoctorFinding[] {
  if ('failed' in state) return [unseen('database', state.failed, SERVER_LOG)];
  const { seen } = state;
  if (seen.kind === 'absent') {
    return [fine('database', 'the embedded database is not there yet; the first apply makes it')];
  }
  return [
    judgeServer(seen),
    ...(seen.problem === undefined
      ? [fine('state', `tables, roles and master key fit; pods on record: ${seen.pods}`)]
      : [unseen('state', seen.problem, SERVER_LOG)]),
    ...(seen.embedded ? [] : [judgeClock('database', seen.skewMs), ...judgeLogin(seen)]),
    judgeLock(seen.lock),
    ...(seen.server === undefined ? [] : [judgeServe(seen.server)]),
    ...judgeSources(seen),
  ];
}

type There = Extract<StateSight, { kind: 'there' }>;

function judgeServer({ embedded, version, bytes }: There): DoctorFinding {
  const whose = embedded ? 'embedded PostgreSQL' : 'PostgreSQL';
  const size = formatSize(Math.ceil(bytes / MIB) * MIB);
  return fine('database', `${whose} ${version} answers; ${size} are stored`);
}

function judgeLogin({ login, superuser }: There): readonly DoctorFinding[] {
  if (!superuser) return [];
  return [
    warning(
      'database',
      `AgentPod connects as ${login}, who may do everything on that server`,
      'make a login that owns this one database only, and name it in DATABASE_URL',
    ),
  ];
}

function judgeServe({ holder, heldSeconds }: LockSight): DoctorFinding {
  const since = heldSeconds === undefined ? '' : `, for ${formatDuration(heldSeconds)} now`;
  return fine('serve', `${holder} keeps everything as its manifests say${since}`);
}

/** Those that are older than the server are of one before it. */
function judgeSources({ server, sources }: There): readonly DoctorFinding[] {
  if (server === undefined) return [];
  const { heldSeconds = Number.POSITIVE_INFINITY } = server;
  const current = sources.filter(({ seconds }) => seconds <= heldSeconds + START_SECONDS);
  return current.map(({ name, seconds }) => {
    if (seconds < STALE_SECONDS) return fine('source', `${name} is looked at`);
    return warning(
      'source',
      `${name} was not looked at with success for ${formatDuration(seconds)}; the manifests before that are in force`,
      'see the log of agentpod serve; for git: its address, its key, and whether this machine reaches it',
    );
  });
}

function judgeLock(lock: LockSight | undefined): DoctorFinding {
  if (lock === undefined) return fine('lock', 'no writer is at work');
  const { holder, heldSeconds, process } = lock;
  const since = heldSeconds === undefined ? '' : ` for ${formatDuration(heldSeconds)}`;
  const message = `${holder} has held the writer lock${since}`;
  if (process === 'gone') {
    return warning(
      'lock',
      `${message}, and this machine has no such process`,
      'unless it is in a container, its connection was left open: end that session on the server (pg_terminate_backend), or restart what pools connections',
    );
  }
  if (heldSeconds === undefined || heldSeconds < LONG_SECONDS) return fine('lock', message);
  return warning('lock', message, 'see what it waits for; if it hangs, end that process');
}
