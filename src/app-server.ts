import { join } from 'node:path';
import { Hono } from 'hono';
import type { DesiredState } from './core/model/desired.ts';
import { AgentPodError } from './core/model/errors.ts';
import type { DoorSettings } from './core/model/proxy.ts';
import { messageOf } from './core/status/message.ts';
import type { Alerting } from './engine/alerts/alerting.ts';
import { LastingWorkspace } from './engine/lasting-workspace.ts';
import { nextDesired } from './engine/loop/desired-in-force.ts';
import { logEvents } from './engine/loop/log-events.ts';
import type { OnLoopEvent } from './engine/loop/loop-event.ts';
import { serve } from './engine/loop/serve.ts';
import { nextStatus, STARTING } from './engine/loop/serve-status.ts';
import { Vitals } from './engine/loop/vitals.ts';
import type { OpenWorkspace } from './engine/workspace.ts';
import type { ServeRequest } from './harness/cli/serve-request.ts';
import { gitSource } from './services/git/git-source.ts';
import { jsonLog } from './services/log/json-log.ts';
import { terminalLog } from './services/log/terminal-log.ts';
import { packageRoot } from './services/package-root.ts';
import { folderSource } from './services/source/folder-source.ts';
import { systemClock } from './services/system-clock.ts';
import { createApi } from './shell/api/api.ts';
import { keepDoor } from './shell/door/keep-door.ts';
import { listen } from './shell/listen.ts';
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
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

/** The control plane as one process: joins the loop with its sources, its log and its listener. */
export async function runServer(ground: ServerGround, request: ServeRequest): Promise<void> {
  const { output, stops, folders, git, settings, version } = request;
  const now = () => systemClock.now();
  const log = output.json ? jsonLog(output.write, ground.instance) : terminalLog(output.write, now);
  const metrics = loopMetrics(version, now);
  const tellLog = logEvents(log);
  const vitals = new Vitals();
  let status = STARTING;
  let desired: DesiredState | undefined;
  const onLoopEvent: OnLoopEvent = (event) => {
    status = nextStatus(status, event);
    desired = nextDesired(desired, event);
    tellLog(event);
    metrics.onEvent(event);
    if (event.kind === 'leading') void welcome().catch(report);
    vitals.take(event);
  };
  const probes = createProbes({ status: () => status, metrics: metrics.page });
  const closing = new AbortController();
  let door: Promise<void> | undefined;
  const reading = new LastingWorkspace(ground.openWorkspace, {
    // Sessions of the dashboard move with use.
    readOnly: false,
    command: 'serve api',
  });
  // Whoever only asks makes no state, so it has to wait for who does.
  const workspace = async () => {
    if (status.role === 'starting') throw stateNotOpen();
    return reading.get();
  };
  const report = (error: unknown) => log.error('status API', { error: messageOf(error) });
  const folder = join(packageRoot(), 'dist/dashboard');
  const web = createWeb({ workspace, clock: systemClock, folder, report });
  const api = createApi({
    workspace,
    session: web.session,
    status: () => status,
    desired: () => desired,
    vitals,
    local: ground.local,
    clock: systemClock,
    report,
    signal: closing.signal,
  });
  const app = new Hono().route('/', probes).route('/', api).route('/', web.app);
  const listener = await listen(app, request.listen.host, request.listen.port);
  log.info('listening', { address: listener.address, version });
  /** A log may go anywhere, so the link is for a terminal alone. */
  async function welcome(): Promise<void> {
    const link = await web.firstLink(`http://${listener.address}`);
    if (link === undefined) return;
    if (output.json) log.info('the dashboard has no password yet: agentpod admin link');
    else output.write(`\nSet the dashboard's password, once, within an hour:\n  ${link}\n\n`);
  }
  try {
    const { openWorkspace, stateDir, env, alerting } = ground;
    const random = () => Math.random();
    const sources = [
      ...folders.map((path) => folderSource(path, request)),
      ...git.map((item) => gitSource(item, { stateDir, env, clock: systemClock, random })),
    ];
    const { door: place } = ground;
    const parts = { openWorkspace, clock: systemClock, log };
    door = place === undefined ? undefined : keepDoor(parts, place, closing.signal);
    await serve(
      { openWorkspace, sources, settings, clock: systemClock, random, onLoopEvent, alerting },
      stops,
    );
  } finally {
    closing.abort();
    await door;
    await listener.close();
    await reading.close();
  }
  log.info('stopped');
}

function stateNotOpen(): AgentPodError {
  return new AgentPodError('Transient', 'StateNotOpen', 'the state is not open');
}
