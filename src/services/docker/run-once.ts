import { randomBytes } from 'node:crypto';
import { AgentPodError } from '../../core/model/errors.ts';
import type { ExecResult, RunOnceRequest } from '../../ports/container-runtime.ts';
import { captureOutput } from './captured-output.ts';
import { startContainer } from './containers.ts';
import { type Engine, enginePath } from './engine.ts';
import { DeadlineError } from './errors.ts';
import { withHelper } from './helper-container.ts';
import { packFolders } from './tar.ts';
import { HARDENING, LOG_CONFIG } from './to-engine.ts';

/** Agents run as this user too, see the adapters. */
const USER = 1000;

const WORK = 'work';

/** A validator needs about what a small agent needs. */
const LIMITS = {
  Memory: 1024 ** 3,
  MemorySwap: 1024 ** 3,
  NanoCpus: 2_000_000_000,
  PidsLimit: 256,
} as const;

/**
 * Runs a command in a throw-away container: no network, nothing mounted but its own /work, HOME
 * in a tmpfs. `RunTimeout` (Transient) when it takes too long; it is killed and removed in any case.
 */
export function runOnce(engine: Engine, request: RunOnceRequest, now: Date): Promise<ExecResult> {
  const name = request.name ?? `agentpod-run-${randomBytes(6).toString('hex')}`;
  return withHelper(
    engine,
    { name, purpose: 'run-once', labels: request.labels, body: toBody(request) },
    async () => {
      await putFiles(engine, name, request, now);
      await startContainer(engine, name);
      const exitCode = await Promise.race([
        waitForExit(engine, name, request),
        ...aborted(request.signal),
      ]);
      return { exitCode, ...(await outputOf(engine, name)) };
    },
  );
}

function toBody(request: RunOnceRequest): object {
  return {
    Image: request.image,
    Entrypoint: request.argv,
    User: `${USER}:${USER}`,
    Env: Object.entries({ HOME: '/tmp', ...request.env }).map(([key, value]) => `${key}=${value}`),
    NetworkDisabled: true,
    HostConfig: {
      ...HARDENING,
      ...LIMITS,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      LogConfig: LOG_CONFIG,
      Tmpfs: { '/tmp': 'rw,mode=1777' },
      // Without a source it is anonymous and goes away with the container. A read-only root
      // takes no upload elsewhere.
      Mounts: [{ Type: 'volume', Target: `/${WORK}` }],
    },
  };
}

async function putFiles(
  engine: Engine,
  name: string,
  request: RunOnceRequest,
  now: Date,
): Promise<void> {
  const folder = { folder: '.', uid: USER, gid: USER, rootMode: 0o700, files: request.files };
  await engine.json({
    method: 'PUT',
    path: enginePath('containers', name, 'archive'),
    query: { path: `/${WORK}` },
    archive: await packFolders([folder], now),
    doing: `writing files into ${name}`,
  });
}

/** Rejects when the signal aborts. What still waits for the container ends with its removal. */
function aborted(signal: AbortSignal | undefined): readonly Promise<never>[] {
  if (signal === undefined) return [];
  const interruption = new Promise<never>((_resolve, reject) => {
    const stop = (): void =>
      reject(new AgentPodError('Transient', 'Interrupted', 'interrupted, and cleaned up'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return [interruption];
}

async function waitForExit(engine: Engine, name: string, request: RunOnceRequest): Promise<number> {
  try {
    const { StatusCode } = await engine.json<{ readonly StatusCode: number }>({
      method: 'POST',
      path: enginePath('containers', name, 'wait'),
      seconds: request.timeoutSeconds,
      doing: `waiting for ${name}`,
    });
    return StatusCode;
  } catch (error) {
    if (!(error instanceof AgentPodError && error.cause instanceof DeadlineError)) throw error;
    const command = request.argv.join(' ');
    throw new AgentPodError(
      'Transient',
      'RunTimeout',
      `"${command}" in ${request.image} was not done within ${request.timeoutSeconds} s`,
      { cause: error },
    );
  }
}

async function outputOf(engine: Engine, name: string): Promise<Omit<ExecResult, 'exitCode'>> {
  const stream = await engine.stream({
    method: 'GET',
    path: enginePath('containers', name, 'logs'),
    query: { stdout: true, stderr: true },
    doing: `reading the output of ${name}`,
  });
  return captureOutput(stream);
}
