import { type DoctorFinding, error, fine, warning } from './finding.ts';
import type { ContainerSight, DoctorObservation } from './observation.ts';

/** The reverse proxy and its filtered view of the Engine: there, running, answering. */
export function judgeProxy(seen: DoctorObservation): readonly DoctorFinding[] {
  const { proxy, engine, hosts } = seen;
  if (proxy.mode === 'off') return [fine('proxy', 'AgentPod runs none (AGENTPOD_PROXY=off)')];
  if ('failed' in engine) return [];
  const { containers } = engine.seen;
  if (proxy.mode === 'external') {
    const found = containers.find(({ name }) => name === proxy.externalContainer);
    return [judgePart('proxy', found, proxy.externalContainer, seen.answers?.traefik)];
  }
  const traefik = containers.find(({ role }) => role === 'traefik');
  const filter = containers.find(({ role }) => role === 'socket-filter');
  if (traefik === undefined && filter === undefined && hosts.length === 0) {
    // Without the records nobody knows whether there should be one.
    if (isUnknown(seen)) return [];
    return [fine('proxy', 'there is none yet; the first pod with a host brings it')];
  }
  return [
    judgePart('proxy', traefik, 'the reverse proxy', seen.answers?.traefik),
    judgePart('socket-filter', filter, 'the filter before the Engine', seen.answers?.filter),
  ];
}

function isUnknown({ state }: DoctorObservation): boolean {
  return 'failed' in state || (state.seen.kind === 'there' && state.seen.problem !== undefined);
}

const APPLY = 'agentpod apply brings it back';

function judgePart(
  check: string,
  container: ContainerSight | undefined,
  what: string,
  answer: string | undefined,
): DoctorFinding {
  if (container === undefined) return error(check, `${what} is not there`, APPLY);
  const { name, state } = container;
  if (state !== 'running') {
    return error(check, `${name} does not run (${state})`, `docker logs ${name}; ${APPLY}`);
  }
  if (answer === undefined) {
    return warning(check, `${name} runs, and could not be asked from here`, 'see agentpod health');
  }
  if (answer === '') return fine(check, `${name} answers`);
  return error(check, `${name} runs and does not answer: ${answer}`, `docker logs ${name}`);
}
