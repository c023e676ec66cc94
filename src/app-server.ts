import { join } from 'node:path';
import { Hono } from 'hono';
import { commitAuthor, manifestGround } from './app-changes.ts';
import { openReporter } from './app-forges.ts';
import { hooksFor, openHookSecrets } from './app-hooks.ts';
import { openSources } from './app-sources.ts';
import type { DesiredState } from './core/model/desired.ts';
import { AgentPodError } from './core/model/errors.ts';
import type { DoorSettings } from './core/model/proxy.ts';
import { socketPath } from './core/remote/socket-path.ts';
import { messageOf } from './core/status/message.ts';
import type { Alerting } from './engine/alerts/alerting.ts';
import type { Examination } from './engine/examine.ts';
import { LastingWorkspace } from './engine/lasting-workspace.ts';
import { LiveFeed } from './engine/live/live-feed.ts';
import { nextDesired } from './engine/loop/desired-in-force.ts';
import { logEvents } from './engine/loop/log-events.ts';
import { LookRequests } from './engine/loop/look-requests.ts';
import type { OnLoopEvent } from './engine/loop/loop-event.ts';
import { serve } from './engine/loop/serve.ts';
import { nextStatus, STARTING } from './engine/loop/serve-status.ts';
import { traceEvents } from './engine/loop/trace-events.ts';
import { Vitals } from './engine/loop/vitals.ts';
import { RunBook } from './engine/runs/run-book.ts';
import { type StateFigures, stateFigures } from './engine/state-figures.ts';
import type { OpenWorkspace, Workspace } from './engine/workspace.ts';
import type { ServeRequest } from './harness/cli/serve-request.ts';
import type { Traces } from './ports/traces.ts';
import { jsonLog } from './services/log/json-log.ts';
import { terminalLog } from './services/log/terminal-log.ts';
import { packageRoot } from './services/package-root.ts';
import { systemClock } from './services/system-clock.ts';
import { wantsTraces } from './services/telemetry/wants-traces.ts';
import { createApi } from './shell/api/api.ts';
import { Recent } from './shell/api/recent.ts';
import { keepDoor } from './shell/door/keep-door.ts';
import { LeadersSocket } from './shell/leaders-socket.ts';
import { listen } from './shell/listen.ts';
import { listenLocally } from './shell/local-socket.ts';
import { loopMetrics } from './shell/loop-metrics.ts';
import { createProbes } from './shell/probes.ts';
import { createWeb } from './shell/web/web.ts';

export interface ServerGround {
  readonly openWorkspace: OpenWorkspace;
  readonly instance: string;
  readonly stateDir: string;
  readonly door: DoorSettings | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly alerting: Alerting;
  readonly examination: Examination;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

/** The control plane as one process: joins the loop with its sources, its log and its listener. */
export async function runServer(ground: ServerGround, request: ServeRequest): Promise<void> {
  const { output, stops, settings, version } = request;
  const now = () => systemClock.now();
  const log = output.json ? jsonLog(output.write, ground.instance) : terminalLog(output.write, now);
  const figures = new Recent<StateFigures>(now);
  const metrics = loopMetrics(version, now, () =>
    figures.get('', async () => stateFigures(await openState())),
  );
  const tellLog = logEvents(log);
  const { openWorkspace, stateDir, env } = ground;
  const random = () => Math.random();
  const sources = await openSources(request, { stateDir, env, clock: systemClock, random });
  const secrets = await openHookSecrets(sources, env, request.cwd);
  const reporter = await openReporter(request, sources, { ...ground, random, log });
  const runs = new RunBook({
    clock: systemClock,
    server: `r${Math.floor(now().getTime() / 1000).toString(36)}`,
    prunes: settings.prune.enabled,
  });
  const report = (error: unknown): void => log.error('status API', { error: messageOf(error) });
  const live = new LiveFeed({ clock: systemClock, random, local: ground.local, report });
  const traces = await openTraces(ground, version, (message) => log.warn('traces', { message }));
  const tellTraces = traces && traceEvents(traces, now);
  const vitals = new Vitals();
  let status = STARTING;
  // Whoever only asks makes no state, so it has to wait for who does.
  const openState = async (): Promise<Workspace> => {
    if (status.role === 'starting') throw stateNotOpen();
    return reading.get();
  };
  let desired: DesiredState | undefined;
  const onLoopEvent: OnLoopEvent = (event) => {
    status = nextStatus(status, event);
    desired = nextDesired(desired, event);
    runs.take(event);
    tellLog(event);
    metrics.onEvent(event);
    live.onLoopEvent(event);
    tellTraces?.(event);
    socket.onLoopEvent(event);
    if (event.kind === 'leading') void welcome().catch(report);
    vitals.take(event);
  };
  runs.subscribe(reporter.take);
  const probes = createProbes({ status: () => status, metrics: metrics.page });
  const closing = new AbortController();
  const requests = new LookRequests();
  let door: Promise<void> | undefined;
  const reading = new LastingWorkspace(openWorkspace, {
    // Sessions of the dashboard move with use.
    readOnly: false,
    command: 'serve api',
  });
  const folder = join(packageRoot(), 'dist/dashboard');
  const web = createWeb({ workspace: openState, clock: systemClock, folder, report });
  const api = createApi({
    workspace: openState,
    session: web.session,
    status: () => status,
    desired: () => desired,
    live,
    requests,
    manifests: manifestGround(sources, request),
    author: commitAuthor(request),
    sources: { watched: sources, state: () => runs.state, clock: systemClock },
    vitals,
    examination: ground.examination,
    local: ground.local,
    clock: systemClock,
    report,
    signal: closing.signal,
  });
  const hooks = hooksFor({
    sources,
    secrets,
    runs,
    log,
    status: () => status,
    signal: closing.signal,
  });
  const app = new Hono().route('/', probes).route('/', hooks).route('/', api).route('/', web.app);
  const socket = new LeadersSocket({
    open: async () => {
      const opened = await listenLocally(app, socketPath(stateDir));
      log.info('listening for this user', { address: opened.address });
      return opened;
    },
    report,
  });
  const listener = await listen(app, request.listen.host, request.listen.port);
  log.info('listening', { address: listener.address, version });
  const reporting = reporter.run(closing.signal);
  /** A log may go anywhere, so the link is for a terminal alone. */
  async function welcome(): Promise<void> {
    const link = await web.firstLink(`http://${listener.address}`);
    if (link === undefined) return;
    if (output.json) log.info('the dashboard has no password yet: agentpod admin link');
    else output.write(`\nSet the dashboard's password, once, within an hour:\n  ${link}\n\n`);
  }
  try {
    const { alerting, door: place } = ground;
    const parts = { openWorkspace, clock: systemClock, log };
    door = place === undefined ? undefined : keepDoor(parts, place, closing.signal);
    await serve(
      {
        ...{ openWorkspace, sources, settings, random, onLoopEvent, requests, alerting },
        clock: systemClock,
      },
      stops,
    );
  } finally {
    closing.abort();
    await Promise.all([reporting, door, socket.close()]);
    await listener.close();
    await Promise.all([reading.close(), traces?.close()]);
  }
  log.info('stopped');
}

/** Loaded only where somebody wants them: it is as much code as all the rest of the server. */
async function openTraces(
  { env, instance }: ServerGround,
  version: string,
  report: (message: string) => void,
): Promise<Traces | undefined> {
  if (!wantsTraces(env)) return undefined;
  const { otlpTraces } = await import('./services/telemetry/otlp-traces.ts');
  return otlpTraces({ instance, version, report });
}

function stateNotOpen(): AgentPodError {
  return new AgentPodError('Transient', 'StateNotOpen', 'the state is not open');
}
