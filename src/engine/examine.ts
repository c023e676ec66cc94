import type { DoctorObservation, Failed, Sight } from '../core/doctor/observation.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { ProxySettings } from '../core/model/proxy.ts';
import { messageOf } from '../core/status/message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Diagnosis } from '../ports/diagnosis.ts';
import type { LocalCertificates } from '../ports/local-certificates.ts';
import { within } from './within.ts';

/** A database that replays its log, or an Engine with a long queue, may take this long to answer. */
const LOOK_MS = 25_000;

export interface Examination {
  readonly diagnosis: Diagnosis;
  readonly certificates: Pick<LocalCertificates, 'authority'>;
  readonly proxy: ProxySettings;
  readonly clock: Pick<Clock, 'now'>;
  /** For each look; long enough for a busy machine when absent. */
  readonly patienceMs?: number;
}

/** Takes every look at once; one that cannot be taken keeps no other from it. Ends in bounded time. */
export async function examine(examination: Examination): Promise<DoctorObservation> {
  const { diagnosis, certificates, proxy, clock } = examination;
  const now = () => clock.now();
  const sight = sightWithin(examination.patienceMs ?? LOOK_MS);
  const [road, engine, machine, files, firewall, state, answers, authority] = await Promise.all([
    diagnosis.road(),
    sight('asking the Docker Engine', () => diagnosis.engine(now)),
    sight('looking at this machine', () => diagnosis.machine()),
    sight("looking at AgentPod's files", () => diagnosis.files()),
    sight('looking at the packet filter', () => diagnosis.firewall()),
    sight('asking the state database', () => diagnosis.state(now)),
    sight('asking the reverse proxy', () => diagnosis.proxy()),
    // What is wrong with the authority shows in the certificates that it signed.
    certificates.authority().catch(() => undefined),
  ]);
  const names = 'seen' in state ? state.seen.hosts : [];
  const hosts = await sight('looking at hosts', () => diagnosis.hosts(names, authority));
  return {
    now: now(),
    proxy,
    road,
    engine,
    machine,
    files,
    firewall,
    state: 'seen' in state ? { seen: state.seen.state } : state,
    ...('seen' in answers && answers.seen !== undefined ? { answers: answers.seen } : {}),
    hosts: 'seen' in hosts ? hosts.seen : [],
  };
}

function sightWithin(patienceMs: number) {
  return async <T>(doing: string, look: () => Promise<T>): Promise<Sight<T>> => {
    try {
      return { seen: await within(patienceMs, undefined, look) };
    } catch (error) {
      return { failed: failureOf(error, doing) };
    }
  };
}

function failureOf(error: unknown, doing: string): Failed {
  if (!(error instanceof AgentPodError)) return { message: messageOf(error), hint: '' };
  const { reason, message, hint = '' } = error;
  return { message: reason === 'TooSlow' ? `${doing}: ${message}` : message, hint };
}
