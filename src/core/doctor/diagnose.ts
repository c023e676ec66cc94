import type { DoctorFinding } from './finding.ts';
import { judgeContainers } from './judge-containers.ts';
import { judgeEngine } from './judge-engine.ts';
import { judgeFirewall } from './judge-firewall.ts';
import { judgeHosts } from './judge-hosts.ts';
import { judgeMachine } from './judge-machine.ts';
import { judgeProxy } from './judge-proxy.ts';
import { judgeState } from './judge-state.ts';
import type { DoctorObservation } from './observation.ts';

/** From what an examination saw to findings: what everything else stands on comes first. */
export function diagnose(seen: DoctorObservation): readonly DoctorFinding[] {
  return [
    judgeEngine,
    judgeState,
    judgeMachine,
    judgeContainers,
    judgeFirewall,
    judgeProxy,
    judgeHosts,
  ].flatMap((judge) => judge(seen));
}

/** Warnings are no failure. */
export function isSound(findings: readonly DoctorFinding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}
