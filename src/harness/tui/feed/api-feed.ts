import { SHAPES } from '../../../core/api/shapes.ts';
import { type PodKey, splitPodKey } from '../../../core/model/resource.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import { doctorText } from '../../cli/output/doctor-report.ts';
import { coloured } from '../../cli/output/palette.ts';
import type { DayUse, FleetFeed, Verb } from '../fleet.ts';
import { checked } from './api-answers.ts';
import { ApiFollower } from './api-follower.ts';

const LOG_LINES = '500';
const MINUTE_MS = 60_000;

/** What a running server tells, by its status API, and what it is asked to do. */
export function apiFeed(server: ServerClient): FleetFeed {
  return {
    origin: server.address,
    follow: (tell, signal) => new ApiFollower(server, tell).run(signal),
    logs: (pod, signal) => logs(server, pod, signal),
    ask: (verb, pod) => ask(server, verb, pod),
    day: (pod) => day(server, pod),
    link: (pod) => link(server, pod),
    doctor: () => doctor(server),
  };
}

async function* logs(
  server: ServerClient,
  pod: PodKey,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const query = new URLSearchParams({ follow: 'true', tail: LOG_LINES });
  for await (const { data } of server.stream(`${pathOf(pod)}/logs?${query}`, { signal })) {
    const { text, dropped } = checked(server, SHAPES.LogLine, JSON.parse(data));
    if (dropped !== undefined) yield `… ${dropped} lines left out: too many came at once`;
    yield text;
  }
}

async function ask(server: ServerClient, verb: Verb, pod: PodKey): Promise<string> {
  const answer = await server.ask(`${pathOf(pod)}/${verb}`, 'Accepted');
  const { message, file } = checked(server, SHAPES.Accepted, answer);
  return file === undefined ? message : `${message}, in ${file}`;
}

async function day(server: ServerClient, pod: PodKey): Promise<DayUse> {
  const answer = await server.get(`${pathOf(pod)}/usage`, 'PodUsage');
  const { minutes } = checked(server, SHAPES.PodUsage, answer);
  return {
    cpus: minutes.map(({ cpuCores }) => cpuCores),
    memory: minutes.map(({ memoryBytes }) => memoryBytes),
  };
}

async function link(server: ServerClient, pod: PodKey): Promise<string> {
  const answer = await server.ask(`${pathOf(pod)}/open`, 'OwnerLink', {});
  const { url, expiresAt } = checked(server, SHAPES.OwnerLink, answer);
  const left = Date.parse(expiresAt) - server.clock.now().getTime();
  const minutes = Math.round(left / MINUTE_MS);
  return `${url}\n\nThe first browser to open it within ${minutes} minutes owns ${pod}.\n`;
}

async function doctor(server: ServerClient): Promise<string> {
  const answer = await server.get('/doctor', 'DoctorReport');
  const { items } = checked(server, SHAPES.DoctorReport, answer);
  return doctorText(items, { width: undefined, paint: coloured });
}

function pathOf(key: PodKey): string {
  const { tenant, pod } = splitPodKey(key);
  return `/pods/${tenant}/${pod}`;
}
