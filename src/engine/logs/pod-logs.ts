import { type LogLine, logLine } from '../../core/logs/log-line.ts';
import { logMasks } from '../../core/logs/log-masks.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { PodView } from '../../core/views/pod-view.ts';
import type { Workspace } from '../workspace.ts';
import { paced } from './paced.ts';

export interface LogRequest {
  /** Lines from the end. */
  readonly tail: number;
  /** RFC 3339. */
  readonly since?: string;
  /** RFC 3339 to the nanosecond: none of this moment or before. */
  readonly after?: string;
  readonly signal: AbortSignal;
}

export interface ShownLine extends LogLine {
  /** How many were left out before it; absent when none. */
  readonly dropped?: number;
}

type Ground = Pick<Workspace, 'runtime' | 'store' | 'clock'>;

/**
 * Reads what a pod's container writes, with the values of its secrets masked: those it was given, read
 * where it reads them. `NoContainer` (Waiting) where there is none, `SecretsUnreadable` (Transient)
 * where nobody knows what to mask.
 */
export class PodLogs {
  readonly #ground: Ground;
  readonly #container: string;
  readonly #masks: readonly Secret[];

  private constructor(ground: Ground, container: string, masks: readonly Secret[]) {
    this.#ground = ground;
    this.#container = container;
    this.#masks = masks;
  }

  static async open(ground: Ground, pod: PodView): Promise<PodLogs> {
    if (pod.container === undefined) {
      throw new AgentPodError('Waiting', 'NoContainer', `pod ${pod.key} has no container`);
    }
    const masks = logMasks(await secretsOf(ground, pod, pod.container));
    return new PodLogs(ground, pod.container.name, masks);
  }

  async read(request: LogRequest): Promise<readonly ShownLine[]> {
    const shown: ShownLine[] = [];
    for await (const raw of this.#lines(request, false)) {
      const line = logLine(raw, this.#masks);
      if (isWanted(line, request)) shown.push(line);
    }
    return shown;
  }

  /** In batches as they come, for as long as the container lives. */
  async *follow(request: LogRequest): AsyncGenerator<readonly ShownLine[]> {
    const lines = this.#lines(request, true);
    for await (const { lines: raws, dropped } of paced(lines, this.#ground.clock, request.signal)) {
      const wanted = raws
        .map((raw) => logLine(raw, this.#masks))
        .filter((line) => isWanted(line, request));
      const [first, ...rest] = wanted;
      if (first !== undefined) yield [dropped > 0 ? { ...first, dropped } : first, ...rest];
    }
  }

  #lines({ tail, since, after, signal }: LogRequest, follow: boolean): AsyncIterable<string> {
    const from = after ?? since;
    const options = { tail, follow, timestamps: true, signal };
    return this.#ground.runtime.logs(
      this.#container,
      from === undefined ? options : { ...options, since: from },
    );
  }
}

/** The Engine itself knows milliseconds only. */
function isWanted({ time }: LogLine, { after }: LogRequest): boolean {
  return after === undefined || time === null || time > after;
}

async function secretsOf(
  { runtime, store }: Ground,
  { key }: PodView,
  { name, detail }: NonNullable<PodView['container']>,
): Promise<readonly Secret[]> {
  const token = await store.gatewayToken(key);
  const own = token === undefined ? [] : [token];
  if (detail === undefined) throw unreadable(key);
  const mount = detail.spec.mounts.find(({ role }) => role === 'secrets');
  if (mount === undefined) return own;
  const files = await runtime.readSecrets(name, mount.target);
  if (files === undefined) throw unreadable(key);
  return [...own, ...files.values()];
}

function unreadable(key: string): AgentPodError {
  const message = `no line of ${key} is shown: its secrets cannot be read, so nobody could mask them`;
  return new AgentPodError('Transient', 'SecretsUnreadable', message);
}
