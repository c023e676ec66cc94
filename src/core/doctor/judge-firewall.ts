import { type DoctorFinding, error, fine, unseen, warning } from './finding.ts';
import type { DoctorObservation } from './observation.ts';

const APPLY = 'agentpod apply writes them anew';
const HERE =
  "run AgentPod as root on the Engine's host, with nftables installed and AGENTPOD_FIREWALL not off";

/** The host's rules on where pods may connect to. */
export function judgeFirewall({ firewall, state }: DoctorObservation): readonly DoctorFinding[] {
  if ('failed' in firewall) return [unseen('firewall', firewall.failed, 'nft list ruleset')];
  const { seen } = firewall;
  if (!seen.available) {
    return [
      warning('firewall', `nothing keeps pods from this machine's network: ${seen.reason}`, HERE),
    ];
  }
  if (seen.written !== undefined) {
    return seen.intact
      ? [fine('firewall', 'the rules on where pods may connect to are in force')]
      : [error('firewall', 'the rules on where pods may connect to are changed or gone', APPLY)];
  }
  const pods = 'seen' in state && state.seen.kind === 'there' ? state.seen.pods : 0;
  return pods === 0
    ? [fine('firewall', 'there are no rules yet; the first pod brings them')]
    : [error('firewall', 'there are no rules on where pods may connect to', APPLY)];
}
