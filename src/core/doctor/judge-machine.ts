import { formatSize } from '../util/size.ts';
import { type DoctorFinding, error, fine, unseen, warning } from './finding.ts';
import type { DiskSight, DoctorObservation, FileSight } from './observation.ts';

const GIB = 1024 ** 3;
/** A database that cannot write stops; an image needs more than this to be pulled. */
const FULL_BYTES = GIB;
const LOW_BYTES = 5 * GIB;
const FULL_SHARE = 0.02;
const OWNER = 'run it as root, or as the user whom the state belongs to';
const GROUP_OR_OTHERS = 0o077;
const WRITE_BY_OTHERS = 0o022;
const READ_BY_OTHERS = 0o044;

/** This machine: room on its disks, and who can read AgentPod's own files. */
export function judgeMachine({ machine, files }: DoctorObservation): readonly DoctorFinding[] {
  return [
    ...('seen' in machine
      ? machine.seen.disks.map(judgeDisk)
      : [unseen('disk', machine.failed, OWNER)]),
    ...('seen' in files
      ? [judgeStateDir(files.seen.stateDir), judgeMasterKey(files.seen.masterKey)]
      : [unseen('files', files.failed, OWNER)]),
  ];
}

export function judgeDisk({ what, path, ...disk }: DiskSight): DoctorFinding {
  const { freeBytes, totalBytes, freeFiles, totalFiles } = disk;
  const message = `${size(freeBytes)} of ${size(totalBytes)} are free for the ${what} (${path})`;
  if (totalFiles > 0 && freeFiles < totalFiles * FULL_SHARE) {
    const left = `${freeFiles} of ${totalFiles}`;
    return error('disk', `no room for more files: ${left} inodes are free at ${path}`, CLEAN);
  }
  if (freeBytes < FULL_BYTES) return error('disk', message, CLEAN);
  return freeBytes < LOW_BYTES ? warning('disk', message, CLEAN) : fine('disk', message);
}

const CLEAN =
  'remove what is not needed (docker system df shows what Docker keeps), or make the disk larger';

function judgeStateDir({ path, mode }: FileSight): DoctorFinding {
  if (mode === undefined) return fine('state-dir', `${path} is not there yet`);
  const message = `${path} has mode ${octal(mode)}`;
  if ((mode & WRITE_BY_OTHERS) !== 0) {
    return error('state-dir', `${message}: others can change what is in it`, `chmod go-w ${path}`);
  }
  if ((mode & READ_BY_OTHERS) !== 0) {
    return warning('state-dir', `${message}: others can see what is in it`, `chmod go-r ${path}`);
  }
  return fine('state-dir', message);
}

function judgeMasterKey({ path, mode }: FileSight): DoctorFinding {
  if (mode === undefined) return fine('master-key', `${path} is not there yet`);
  const message = `${path} has mode ${octal(mode)}`;
  if ((mode & GROUP_OR_OTHERS) === 0) {
    return fine('master-key', `${message}; keep a copy somewhere else`);
  }
  return error(
    'master-key',
    `${message}: others can reach the key to every secret`,
    `chmod 600 ${path}, and if somebody else was on this machine, agentpod secret rekey`,
  );
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function size(bytes: number): string {
  return bytes >= 10 * GIB ? `${Math.round(bytes / GIB)}Gi` : formatSize(bytes);
}
