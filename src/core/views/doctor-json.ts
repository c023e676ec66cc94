import { isSound } from '../doctor/diagnose.ts';
import type { DoctorFinding } from '../doctor/finding.ts';
import { API_VERSION } from '../model/api-version.ts';

export function doctorJson(findings: readonly DoctorFinding[], checkedAt: Date) {
  return {
    apiVersion: API_VERSION,
    kind: 'DoctorReport',
    ok: isSound(findings),
    checkedAt: checkedAt.toISOString(),
    items: findings,
  };
}
