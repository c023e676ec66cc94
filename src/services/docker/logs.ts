import type { IncomingMessage } from 'node:http';
import { AgentPodError } from '../../core/model/errors.ts';
import type { LogOptions } from '../../ports/container-runtime.ts';
import { inspectContainer } from './containers.ts';
import { type Engine, enginePath } from './engine.ts';
import { toFailure } from './errors.ts';
import { isMultiplexed, LineSplitter, readFrames } from './frames.ts';

/** Lines of both outputs in the order they came; an abort ends the lines and is no failure. */
export async function* readLogs(
  engine: Engine,
  container: string,
  options: LogOptions,
): AsyncIterable<string> {
  const query = toQuery(options);
  if (options.signal?.aborted) return;
  const tty = await hasTerminal(engine, container);
  const doing = `reading the logs of ${container}`;
  const path = enginePath('containers', container, 'logs');
  const stream = await engine.stream({ method: 'GET', path, query, doing });
  const stop = (): unknown => stream.destroy();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (!options.signal?.aborted) yield* toLines(stream, tty);
  } catch (error) {
    if (!options.signal?.aborted) throw toFailure(error, doing, engine.host.address);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

async function hasTerminal(engine: Engine, container: string): Promise<boolean> {
  const raw = await inspectContainer(engine, container);
  if (raw !== undefined) return raw.Config.Tty === true;
  throw new AgentPodError('Transient', 'NotFound', `there is no container ${container}`);
}

async function* toLines(stream: IncomingMessage, tty: boolean): AsyncIterable<string> {
  const splitters = { stdout: new LineSplitter(), stderr: new LineSplitter() };
  for await (const { source, data } of readFrames(stream, isMultiplexed(stream, tty))) {
    yield* splitters[source].push(data);
  }
  yield* splitters.stdout.end();
  yield* splitters.stderr.end();
}

function toQuery(options: LogOptions): Record<string, string | number | boolean> {
  return {
    stdout: true,
    stderr: true,
    follow: options.follow === true,
    timestamps: options.timestamps === true,
    tail: options.tail ?? 'all',
    ...(options.since === undefined ? {} : { since: toSeconds(options.since) }),
  };
}

/** The Engine itself understands seconds since the epoch only. */
function toSeconds(since: string): string {
  if (/^\d+(\.\d+)?$/.test(since)) return since;
  const time = Date.parse(since);
  if (!Number.isNaN(time)) return (time / 1000).toFixed(3);
  throw new AgentPodError('InvalidInput', 'TimeInvalid', `"${since}" is not a point in time`, {
    hint: 'write 2026-11-24T12:00:00Z, or seconds since 1970',
  });
}
