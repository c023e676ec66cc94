import { isLooping } from '../../core/loop/backoff.ts';
import { dockerWaitMs, type Life, nextLife } from '../../core/loop/lives.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import { type PodKey, podSubject } from '../../core/model/resource.ts';
import { liveContainer } from '../../core/plan/pod-situation.ts';
import { isInCrashLoop, outOfMemoryText } from '../../core/status/down-conditions.ts';
import type { ContainerStatus } from '../../ports/container-runtime.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import type { Workspace } from '../workspace.ts';
import type { OnLoopEvent } from './loop-event.ts';
import type { WorkBoard } from './work-board.ts';

export interface DeathParts {
  readonly workspace: Pick<Workspace, 'runtime' | 'clock'>;
  readonly board: WorkBoard;
  readonly onLoopEvent: OnLoopEvent;
}

interface Known {
  readonly container: string;
  readonly memoryBytes: number;
  life: Life | undefined;
  memoryAt: number;
  toldMemoryAt: number;
}

/** The Engine tells of every process of a container that is killed for its memory. */
const MEMORY_PAUSE_MS = 10_000;
/** After a start too, since not every Engine has counted a restart when it tells of the death. */
const ENDS: ReadonlySet<string> = new Set(['die', 'start', 'destroy']);
/** A death so soon after such a kill comes of it. */
const OF_MEMORY_MS = 5000;

const NEW: Known = {
  container: '',
  memoryBytes: 0,
  life: undefined,
  memoryAt: Number.NEGATIVE_INFINITY,
  toldMemoryAt: Number.NEGATIVE_INFINITY,
};

/** Only while Docker waits: of one that runs again it is forgotten. */
function endOf({ state, exitCode }: ContainerStatus): string {
  return state === 'restarting' && exitCode !== 0 ? `exit code ${exitCode}` : '';
}

/**
 * Sees how often processes die that Docker restarts by itself, and says so when they do not stop. It
 * stops none: a pod that somebody stopped stays down for as long as nobody starts it, also when this
 * server is gone.
 */
export class DeathWatch {
  readonly #parts: DeathParts;
  readonly #known = new Map<PodKey, Known>();
  /** Loops that are told to be over. */
  readonly #over = new Set<PodKey>();
  readonly #looking = new Set<Promise<void>>();

  constructor(parts: DeathParts) {
    this.#parts = parts;
  }

  /** What a pass has just seen; with a look into containers, also deaths that no event told. */
  see({ containers, records }: ObservedState): void {
    for (const record of records.pods) {
      const own = containers.filter(({ pod }) => pod === record.key);
      const live = liveContainer(own, record);
      if (live === undefined) continue;
      const before = this.#known.get(record.key);
      const memoryBytes = record.applied?.spec.resources.memoryBytes ?? before?.memoryBytes ?? 0;
      this.#known.set(record.key, { ...(before ?? NEW), container: live.name, memoryBytes });
      const { id, state, detail } = live;
      if (detail !== undefined) this.#compare(record.key, { ...detail, id, state });
      if (isInCrashLoop(record.conditions)) this.#tellSteady(record.key);
    }
  }

  notice(event: RuntimeEvent): void {
    if (event.kind !== 'container') return;
    if (event.action === 'oom') this.#outOfMemory(event.pod);
    if (!ENDS.has(event.action)) return;
    // Whatever goes wrong with it is told elsewhere; the next look counts all the same.
    const looking = this.#look(event.pod, event.action === 'die')
      .catch(() => undefined)
      .finally(() => this.#looking.delete(looking));
    this.#looking.add(looking);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#looking);
  }

  async #look(pod: PodKey, died: boolean): Promise<void> {
    const known = this.#known.get(pod);
    if (known === undefined) return;
    const status = await this.#parts.workspace.runtime.detail(known.container);
    if (status !== undefined) {
      // It died just now: of one that is looked into for the first time, that much is known.
      const { id, restartCount: restarts } = status;
      if (died && restarts > 0) known.life ??= { id, restarts: restarts - 1, quick: 0 };
      this.#compare(pod, status);
    }
    const isUp = status?.state === 'running' || status?.state === 'restarting';
    if (!isUp) this.#tellWaiting(pod);
  }

  #compare(pod: PodKey, status: ContainerStatus): void {
    const known = this.#known.get(pod);
    if (known === undefined) return;
    const now = this.#now();
    const { life, died } = nextLife(
      known.life,
      { ...status, waiting: status.state === 'restarting' },
      now,
    );
    known.life = life;
    if (died === 0) return;
    const { board, onLoopEvent } = this.#parts;
    const subject = podSubject(pod);
    const heals = board.broughtBack(subject, died);
    if (!isLooping(heals, now)) return;
    this.#over.delete(pod);
    const until = new Date(now + dockerWaitMs(life)).toISOString();
    const why =
      now - known.memoryAt < OF_MEMORY_MS ? outOfMemoryText(known.memoryBytes) : endOf(status);
    const told = { kind: 'backing-off', subject, heals: heals.count, until } as const;
    onLoopEvent({ ...told, down: 'docker', ...(why === '' ? {} : { why }) });
  }

  #tellSteady(pod: PodKey): void {
    const { board, onLoopEvent } = this.#parts;
    const subject = podSubject(pod);
    if (this.#over.has(pod) || isLooping(board.learned(subject).heals, this.#now())) return;
    this.#over.add(pod);
    onLoopEvent({ kind: 'steady', subject });
  }

  /** It is down, and was brought back too often lately to be so again at once. */
  #tellWaiting(pod: PodKey): void {
    const { board, onLoopEvent } = this.#parts;
    const subject = podSubject(pod);
    const [{ heals, notBefore }, now] = [board.learned(subject), this.#now()];
    if (board.isRunning(subject) || notBefore <= now || !isLooping(heals, now)) return;
    const until = new Date(notBefore).toISOString();
    onLoopEvent({ kind: 'backing-off', subject, heals: heals.count, until, down: 'agentpod' });
  }

  #outOfMemory(pod: PodKey): void {
    const known = this.#known.get(pod);
    const now = this.#now();
    if (known !== undefined) known.memoryAt = now;
    if (known === undefined || now - known.toldMemoryAt < MEMORY_PAUSE_MS) return;
    known.toldMemoryAt = now;
    const { memoryBytes: limitBytes } = known;
    this.#parts.onLoopEvent({ kind: 'out-of-memory', subject: podSubject(pod), limitBytes });
  }

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }
}
