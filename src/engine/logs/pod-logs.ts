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

/** While a log is followed its secrets are looked for no more often than that. */
const FRESH_MS = 2000;

interface PodOfLogs {
  readonly key: PodView['key'];
  readonly container: NonNullable<PodView['container']>;
}

type Ground = Pick<Workspace, 'runtime' | 'store' | 'clock'>;

/**
 * Reads what a pod's container writes, with the values of its secrets masked: those it was given, read
 * where it reads them. `NoContainer` (Waiting) where there is none, `SecretsUnreadable` (Transient)
 * where nobody knows what to mask.
 */
export class PodLogs {
  readonly #ground: Ground;
  readonly #pod: PodOfLogs;
  /** Also those that were replaced: what was written before holds them still. */
  #secrets: readonly Secret[];
  #masks: readonly Secret[];
  #readAt: number;

  private constructor(ground: Ground, pod: PodOfLogs, secrets: readonly Secret[]) {
    this.#ground = ground;
    this.#pod = pod;
    this.#secrets = secrets;
    this.#masks = logMasks(secrets);
    this.#readAt = ground.clock.now().getTime();
  }

  static async open(ground: Ground, { key, container }: PodView): Promise<PodLogs> {
    if (container === undefined) {
      throw new AgentPodError('Waiting', 'NoContainer', `pod ${key} has no container`);
    }
    const pod = { key, container };
    const secrets = await secretsOf(ground, pod);
    if (secrets === undefined) throw unreadable(key);
    return new PodLogs(ground, pod, secrets);
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
      await this.#knowNewSecrets();
      const wanted = raws
        .map((raw) => logLine(raw, this.#masks))
        .filter((line) => isWanted(line, request));
      const [first, ...rest] = wanted;
      if (first !== undefined) yield [dropped > 0 ? { ...first, dropped } : first, ...rest];
    }
  }

  /** A secret may be replaced while its container goes on. */
  async #knowNewSecrets(): Promise<void> {
    const now = this.#ground.clock.now().getTime();
    if (Math.abs(now - this.#readAt) < FRESH_MS) return;
    this.#readAt = now;
    // The last words of a container that was removed just now are shown all the same; and where the state
    // cannot be asked, nobody can have replaced a secret.
    const found = (await secretsOf(this.#ground, this.#pod).catch(() => undefined)) ?? [];
    const known = new Set(this.#secrets.map((secret) => secret.reveal()));
    const added = found.filter((secret) => !known.has(secret.reveal()));
    if (added.length === 0) return;
    this.#secrets = [...this.#secrets, ...added];
    this.#masks = logMasks(this.#secrets);
  }

  #lines({ tail, since, after, signal }: LogRequest, follow: boolean): AsyncIterable<string> {
    const from = after ?? since;
    const options = { tail, follow, timestamps: true, signal };
    return this.#ground.runtime.logs(
      this.#pod.container.name,
      from === undefined ? options : { ...options, since: from },
    );
  }
}

/** The Engine itself knows milliseconds only. */
function isWanted({ time }: LogLine, { after }: LogRequest): boolean {
  return after === undefined || time === null || time > after;
}

/** Undefined where they cannot be read. */
async function secretsOf(
  { runtime, store }: Ground,
  { key, container }: PodOfLogs,
): Promise<readonly Secret[] | undefined> {
  const { name, detail } = container;
  const token = await store.gatewayToken(key);
  const own = token === undefined ? [] : [token];
  if (detail === undefined) return undefined;
  const mount = detail.spec.mounts.find(({ role }) => role === 'secrets');
  if (mount === undefined) return own;
  const files = await runtime.readSecrets(name, mount.target);
  return files && [...own, ...files.values()];
}

function unreadable(key: string): AgentPodError {
  const message = `no line of ${key} is shown: its secrets cannot be read, so nobody could mask them`;
  return new AgentPodError('Transient', 'SecretsUnreadable', message);
}
