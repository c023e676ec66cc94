import type { DesiredState } from '../../../core/model/desired.ts';
import type { ObservedState } from '../../../core/model/observed.ts';
import type { PodKey } from '../../../core/model/resource.ts';
import { NO_PRUNE } from '../../../core/plan/options.ts';
import { messageOf } from '../../../core/status/message.ts';
import { planJson } from '../../../core/views/plan-json.ts';
import { newestContainer, podViews } from '../../../core/views/pod-view.ts';
import { podJson } from '../../../core/views/resource-json.ts';
import { takeLiveLooks } from '../../../engine/live-looks.ts';
import { observeState } from '../../../engine/observe.ts';
import { planPass } from '../../../engine/plan-pass.ts';
import type { OpenWorkspace, Workspace } from '../../../engine/workspace.ts';
import { EMPTY_DESIRED } from '../../cli/flows/planning.ts';
import type { FleetFeed, FleetNews } from '../fleet.ts';
import { tellAlerts } from './local-alerts.ts';
import { UsageWatch } from './usage-watch.ts';

/** Looks by itself at this machine's Engine and records; changes nothing, and needs no server. */
export interface LocalFeedParts {
  readonly openWorkspace: OpenWorkspace;
  readonly origin: string;
  /** Reads the manifests; undefined when none were named. */
  readonly load: ((workspace: Workspace) => Promise<DesiredState>) | undefined;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

type Tell = (news: FleetNews) => void;

const LOOK_EVERY_MS = 2000;
const FIRST_EVENTS = 200;
const LOG_LINES = 500;
const NO_SERVER = 'a server watches them: agentpod top --server local';

export function localFeed(parts: LocalFeedParts): FleetFeed {
  return {
    origin: parts.origin,
    follow: (tell, signal) => follow(parts, tell, signal),
    logs: (pod, signal) => logs(parts, pod, signal),
    ask: undefined,
    day: undefined,
    link: undefined,
    doctor: undefined,
  };
}

/** A state or an Engine that goes away is opened anew until it is back. */
async function follow(parts: LocalFeedParts, tell: Tell, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const workspace = await parts.openWorkspace({ readOnly: true, command: 'top' });
      try {
        await followOpen(parts, workspace, tell, signal);
      } finally {
        await workspace.close();
      }
    } catch (error) {
      if (signal.aborted) return;
      tell({ kind: 'lost', message: messageOf(error) });
      await pause(signal);
    }
  }
}

async function followOpen(
  parts: LocalFeedParts,
  workspace: Workspace,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  try {
    tell({ kind: 'no-sources', message: NO_SERVER });
    await Promise.all([
      look(parts, workspace, tell, both),
      tellEvents(workspace, tell, both),
      tellAlerts(workspace, tell, both),
    ]);
  } finally {
    end.abort();
  }
}

async function look(
  parts: LocalFeedParts,
  workspace: Workspace,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const usage = new UsageWatch(workspace.runtime, workspace.clock);
  while (!signal.aborted) {
    const { observed, desired } = await lookOnce(parts, workspace, tell);
    if (!signal.aborted) await tellPods(parts, workspace, { observed, desired }, tell);
    const running = observed.containers.filter(({ state }) => state === 'running');
    const samples = await usage.take(running, signal);
    if (!signal.aborted) tell({ kind: 'usage', samples });
    await workspace.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

interface Looked {
  readonly observed: ObservedState;
  readonly desired: DesiredState;
}

/** Manifests that are broken at this moment hide the plan, not the pods. */
async function lookOnce(
  { load }: LocalFeedParts,
  workspace: Workspace,
  tell: Tell,
): Promise<Looked> {
  if (load === undefined) {
    tell({ kind: 'no-plan', message: 'say where the manifests are: agentpod top -f PATH' });
    return withoutPlan(workspace);
  }
  let desired: DesiredState;
  try {
    desired = await load(workspace);
  } catch (error) {
    tell({ kind: 'no-plan', message: messageOf(error) });
    return withoutPlan(workspace);
  }
  const request = { prune: NO_PRUNE, refresh: true, only: () => undefined };
  const { plan, observed } = await planPass(workspace, desired, request);
  tell({ kind: 'plan', plan: planJson(plan, 'Diff') });
  return { observed, desired };
}

async function withoutPlan(workspace: Workspace): Promise<Looked> {
  return {
    observed: await observeState(workspace, EMPTY_DESIRED, { refresh: true }),
    desired: EMPTY_DESIRED,
  };
}

async function tellPods(
  { local }: LocalFeedParts,
  { runtime, clock, settings }: Workspace,
  { observed, desired }: Looked,
  tell: Tell,
): Promise<void> {
  const live = await takeLiveLooks(runtime, {
    observed,
    about: () => true,
    local,
    now: clock.now(),
  });
  const views = podViews(observed, desired, { live, proxy: settings.proxy });
  tell({ kind: 'pods', pods: views.map((view) => ({ key: view.key, json: podJson(view) })) });
}

async function tellEvents({ store }: Workspace, tell: Tell, signal: AbortSignal): Promise<void> {
  const first = (await store.events({ limit: FIRST_EVENTS })).toReversed();
  tell({ kind: 'events', events: first });
  const after = first.at(-1)?.id ?? 0;
  for await (const event of store.follow({ after, signal })) {
    tell({ kind: 'events', events: [event] });
  }
}

/** With a workspace of its own: it lives as long as somebody reads. */
async function* logs(
  { openWorkspace }: LocalFeedParts,
  pod: PodKey,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const workspace = await openWorkspace({ readOnly: true, command: 'top' });
  try {
    const { instance, ports } = workspace.settings;
    const request = { instance, ports, detail: false, images: [] };
    const { containers } = await workspace.runtime.observe(request);
    const container = newestContainer(containers, pod);
    if (container === undefined) return;
    yield* workspace.runtime.logs(container.name, { tail: LOG_LINES, follow: true, signal });
  } finally {
    await workspace.close();
  }
}

/** The workspace's clock is not there yet. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LOOK_EVERY_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
