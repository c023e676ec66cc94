import type { HealthCheck, HealthFinding, HealthStatus, PodHealth } from './finding.ts';
import { judgeChannels } from './judge-channels.ts';
import { judgeContainer, judgeMemory, judgeRestarts } from './judge-container.ts';
import { judgeGateway } from './judge-gateway.ts';
import type { EndpointLook, PodObservation } from './observation.ts';

/** From what was seen of a pod to how it is. */
export function judgePod(seen: PodObservation, now: Date): PodHealth {
  const { pod } = seen;
  if (seen.suspended && seen.container?.state !== 'running') {
    return { pod, status: 'Suspended', findings: [] };
  }
  const findings = [
    judgeContainer(seen),
    ...judgeAgent(seen, now),
    ...judgeRoute(seen),
    ...(seen.memory === undefined ? [] : [judgeMemory(seen.memory)]),
    ...[seen.container && judgeRestarts(seen.container)].filter((item) => item !== undefined),
  ];
  return { pod, status: statusOf(findings, seen), findings };
}

function statusOf(findings: readonly HealthFinding[], seen: PodObservation): HealthStatus {
  const worst = (severity: HealthFinding['severity']) =>
    findings.some((item) => item.severity === severity);
  if (!worst('error')) return worst('warning') ? 'Degraded' : 'Healthy';
  const { container } = seen;
  const serves = seen.endpoints?.startup.ok !== false;
  return container?.state === 'running' && container.starting && !serves ? 'Starting' : 'Unhealthy';
}

function judgeAgent(seen: PodObservation, now: Date): readonly HealthFinding[] {
  const { container, endpoints, gateway } = seen;
  if (container?.state !== 'running') return [];
  if (endpoints === undefined) return [NOT_ASKED];
  return [
    judgeEndpoint('startup', endpoints.startup, container.starting),
    ...(endpoints.liveness ? [judgeEndpoint('liveness', endpoints.liveness, false)] : []),
    ...(endpoints.readiness ? [judgeEndpoint('readiness', endpoints.readiness, false)] : []),
    ...(gateway === undefined ? [] : judgeGateway(gateway)),
    ...(gateway?.kind === 'answered' ? judgeChannels(gateway.channels, seen.channels, now) : []),
  ];
}

const NOT_ASKED: HealthFinding = {
  check: 'startup',
  about: '',
  severity: 'warning',
  reason: 'NotAsked',
  message: 'the agent was not asked: its port is not known, or on another machine than this one',
};

const REASONS: Readonly<Partial<Record<HealthCheck, string>>> = {
  startup: 'NotServing',
  liveness: 'NotAlive',
  readiness: 'NotReady',
};

function judgeEndpoint(check: HealthCheck, look: EndpointLook, starting: boolean): HealthFinding {
  const { path, ok, message } = look;
  if (ok) return { check, about: '', severity: 'ok', reason: 'Answers', message };
  const patience = starting ? '; it is still within the time that a start may take' : '';
  return {
    check,
    about: '',
    severity: 'error',
    reason: REASONS[check] ?? 'NotServing',
    message: `${path} says: ${message}${patience}`,
  };
}

function judgeRoute({ route }: PodObservation): readonly HealthFinding[] {
  if (route === undefined) return [];
  const { ready, reason, message } = route;
  return [{ check: 'route', about: '', severity: ready ? 'ok' : 'error', reason, message }];
}
