import { formatDuration } from '../util/duration.ts';
import { type DoctorFinding, error, fine, warning } from './finding.ts';

/** Certificates, signatures and leases bear this much, and not more. */
const NOTICED_MS = 2000;
const HARMFUL_MS = 60_000;

const HINT = 'synchronise both clocks: timedatectl set-ntp true';

export function judgeClock(whose: string, skewMs: number): DoctorFinding {
  const off = Math.abs(skewMs);
  if (off <= NOTICED_MS) return fine('clock', `the clock of the ${whose} agrees with this one`);
  const way = skewMs > 0 ? 'ahead' : 'behind';
  const message = `the clock of the ${whose} is ${formatDuration(off / 1000)} ${way}`;
  return off > HARMFUL_MS ? error('clock', message, HINT) : warning('clock', message, HINT);
}
