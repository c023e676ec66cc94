import type { Signal } from '../../core/alerts/signal.ts';
import type { DoctorFinding } from '../../core/doctor/finding.ts';
import { judgeCertificate } from '../../core/doctor/judge-hosts.ts';
import { judgeDisk } from '../../core/doctor/judge-machine.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import { podSubject } from '../../core/model/resource.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Diagnosis } from '../../ports/diagnosis.ts';
import type { LocalCertificates } from '../../ports/local-certificates.ts';
import { within } from '../within.ts';
import { bad, keyOf } from './signals.ts';

export interface SlowChecks {
  readonly diagnosis: Pick<Diagnosis, 'machine' | 'hosts'>;
  readonly certificates: Pick<LocalCertificates, 'authority'>;
  readonly clock: Clock;
}

const LOOK_MS = 60_000;

/** What nobody tells and `doctor` would find: full disks, certificates that end. */
export async function checkSlowly(
  checks: SlowChecks,
  desired: DesiredState | undefined,
): Promise<readonly Signal[]> {
  const looks = await Promise.all([
    // A look that could not be taken says nothing, neither good nor bad.
    within(LOOK_MS, undefined, () => disks(checks)).catch(() => []),
    within(LOOK_MS, undefined, () => certificates(checks, desired)).catch(() => []),
  ]);
  return looks.flat();
}

async function disks({ diagnosis }: SlowChecks): Promise<readonly Signal[]> {
  const { disks: seen } = await diagnosis.machine();
  return seen.map((disk) => signalOf('disk', `disk${disk.path}`, '', judgeDisk(disk)));
}

/** With the pod that it belongs to, so that its tenant's receivers are told. */
async function certificates(
  { diagnosis, certificates: own, clock }: SlowChecks,
  desired: DesiredState | undefined,
): Promise<readonly Signal[]> {
  const pods = desired?.pods.filter((pod) => !pod.suspended && !pod.leftAlone) ?? [];
  const owners = new Map(
    pods.flatMap(({ key, hosts }) => hosts.map((host) => [host, podSubject(key)])),
  );
  if (owners.size === 0) return [];
  const authority = await own.authority().catch(() => undefined);
  const seen = await diagnosis.hosts([...owners.keys()].sort(), authority);
  return seen.flatMap((sight) =>
    judgeCertificate(sight, clock.now()).map((finding) =>
      signalOf('certificate', owners.get(sight.host) ?? '', sight.host, finding),
    ),
  );
}

function signalOf(
  type: 'disk' | 'certificate',
  subject: string,
  detail: string,
  { severity, message, hint }: DoctorFinding,
): Signal {
  if (severity === 'ok') return { kind: 'well', key: keyOf(type, subject, detail) };
  const words = hint === '' ? message : `${message}; ${hint}`;
  return bad(
    type,
    severity === 'error' ? 'critical' : 'warning',
    subject,
    words,
    'at-once',
    detail,
  );
}
