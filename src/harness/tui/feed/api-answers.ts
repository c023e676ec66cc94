import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { SHAPES } from '../../../core/api/shapes.ts';
import { podKey } from '../../../core/model/resource.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import { otherVersion } from '../../cli/remote/remote-sight.ts';
import type { FleetNews, FleetPod, PlanJson, PodJson, UsageSample } from '../fleet.ts';

/** What a server answers to single questions, as news. Fails as the client does. */

const MOST_RUNS = 30;

export function asPod(json: PodJson): FleetPod {
  return { key: podKey(json.metadata.tenant, json.metadata.name), json };
}

/** What is of another form is of another version. */
export function checked<Shape extends TSchema>(
  server: ServerClient,
  shape: Shape,
  value: unknown,
): Static<Shape> {
  if (Value.Check(shape, value)) return value;
  throw otherVersion(server);
}

export async function planNews(server: ServerClient, signal: AbortSignal): Promise<FleetNews> {
  const plan = checked(server, SHAPES.Diff, await server.get('/drift', 'Diff', signal));
  // The words are those of the plan that the server made its answer from.
  return { kind: 'plan', plan: plan as PlanJson };
}

export async function usageNews(server: ServerClient, signal: AbortSignal): Promise<FleetNews> {
  const answer = await server.get('/usage', 'PodUsageList', signal);
  const { items } = checked(server, SHAPES.PodUsageList, answer);
  const samples = items.flatMap(({ tenant, pod, cpuCores, memoryBytes, memoryLimitBytes }) => {
    if (memoryBytes === null) return [];
    const cpus = cpuCores ?? undefined;
    const sample: UsageSample = { cpus, memoryBytes, limitBytes: memoryLimitBytes ?? 0 };
    return [[podKey(tenant, pod), sample] as const];
  });
  return { kind: 'usage', samples: new Map(samples) };
}

export async function alertNews(server: ServerClient, signal: AbortSignal): Promise<FleetNews> {
  const answer = await server.get('/alerts', 'AlertList', signal);
  const { items, metadata } = checked(server, SHAPES.AlertList, answer);
  return { kind: 'alerts', alerts: { alerts: items, receivers: metadata.receivers } };
}

export async function sourceNews(server: ServerClient, signal: AbortSignal): Promise<FleetNews> {
  const [sources, runs] = await Promise.all([
    server.get('/sources', 'SourceList', signal),
    server.get('/runs', 'RunList', signal),
  ]);
  return {
    kind: 'sources',
    sources: {
      sources: checked(server, SHAPES.SourceList, sources).items,
      runs: checked(server, SHAPES.RunList, runs).items.slice(0, MOST_RUNS),
    },
  };
}
