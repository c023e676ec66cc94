import pLimit from 'p-limit';
import { DEFAULT_HEALTH } from '../../core/health/pulse.ts';
import { podSubject, type Subject } from '../../core/model/resource.ts';
import { messageOf } from '../../core/status/message.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import { HealthWatch } from '../health/health-watch.ts';
import { Alarm } from './alarm.ts';
import { combineSources } from './combine-sources.ts';
import { eventSubjects } from './event-subjects.ts';
import { watchEvents } from './event-watch.ts';
import type { OnLoopEvent } from './loop-event.ts';
import type { LoopParts, Stops } from './loop-parts.ts';
import { type PassGround, runPass } from './pass.ts';
import { SharedLock } from './shared-lock.ts';
import { tellDeath } from './tell-death.ts';
import { Turns } from './turns.ts';
import { WantedState } from './wanted-state.ts';
import { type Job, WorkBoard } from './work-board.ts';

/** `docker rm -f` is a kill, a death and a removal: the last one is what counts. */
const EVENT_SETTLE_MS = 50;
/** After these there is another process. */
const PROCESS_ENDS = new Set(['die', 'start', 'unpause']);
const STARTED: ReadonlySet<string> = new Set(['created', 'updated', 'healed']);
const ACQUAINT_MS = 5000;
/** Secrets change without any file doing so, and reading them may run programs. */
const RELOAD_MS = 300_000;
/** Manifests that could not be loaded: a secret that was missing may be there by now. */
const RELOAD_FAILED_MS = 30_000;
/** No helper works this long: an older one was left behind by a killed process. */
const HELPER_SECONDS = 600;

/** Keeps the world as the manifests say, until it is told to stop. It ends without touching a pod. */
export class ControlLoop {
  readonly #parts: LoopParts;
  readonly #board: WorkBoard;
  readonly #wanted: WantedState;
  readonly #ground: PassGround;
  readonly #alarm = new Alarm();
  readonly #health: HealthWatch;
  readonly #running = new Set<Promise<void>>();
  #reloadAt: number;
  #resyncAt = Number.POSITIVE_INFINITY;
  #loading = false;
  /** Two passes that delete could together go beyond what one may. */
  #pruning = false;

  constructor(parts: LoopParts) {
    const { workspace, sources, settings, random, onLoopEvent } = parts;
    this.#parts = parts;
    this.#board = new WorkBoard(workspace.clock, random, onLoopEvent);
    this.#wanted = new WantedState(combineSources(sources), workspace.secrets);
    this.#reloadAt = this.#now();
    this.#health = new HealthWatch({
      workspace,
      settings: settings.health ?? DEFAULT_HEALTH,
      random,
      onLoopEvent,
      isBusy: (key) => this.#board.isRunning(podSubject(key)),
      onNews: (key) => {
        this.#board.wake([podSubject(key)], 'probe');
        this.#alarm.ring();
      },
    });
    const limit = pLimit(settings.concurrency);
    this.#ground = {
      workspace,
      lock: new SharedLock(workspace.lock),
      turns: new Turns(),
      slots: (work) => limit(work),
      actor: settings.actor,
      onLoopEvent,
      blocked: new Map(),
      health: this.#health,
    };
  }

  async run(stops: Stops): Promise<void> {
    const ended = new AbortController();
    const { runtime, settings, clock } = this.#parts.workspace;
    const watching = this.#watch(ended.signal);
    await runtime.sweepHelpers(settings.instance, HELPER_SECONDS).catch(() => 0);
    const stop = (): void => this.#alarm.ring();
    stops.drain.addEventListener('abort', stop);
    while (!stops.drain.aborted) {
      this.#startDue(stops);
      await this.#alarm.sleep(clock, this.#nextAt() - this.#now());
    }
    stops.drain.removeEventListener('abort', stop);
    ended.abort();
    this.#tell({ kind: 'draining', running: this.#running.size });
    await Promise.allSettled([...this.#running, ...watching]);
  }

  #watch(signal: AbortSignal): readonly Promise<void>[] {
    const { workspace, sources, random } = this.#parts;
    const { runtime, clock, settings } = workspace;
    const { instance } = settings;
    const onLoopEvent = this.#tell;
    const onEvent = (event: RuntimeEvent): void => this.#notice(event);
    return [
      this.#health.run(signal),
      watchEvents({ runtime, clock, instance, random, onLoopEvent, onEvent }, signal),
      ...sources.map((source) =>
        source.watch(
          {
            changed: () => this.#reloadSoon(),
            failed: (message) =>
              this.#tell({ kind: 'source-failed', source: source.name, message }),
            checked: () => this.#tell({ kind: 'source-checked', source: source.name }),
          },
          signal,
        ),
      ),
    ];
  }

  readonly #tell: OnLoopEvent = (event) => this.#parts.onLoopEvent(event);

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }

  #nextAt(): number {
    const times = [this.#resyncAt, this.#board.nextDueAt ?? Number.POSITIVE_INFINITY];
    return Math.min(...times, this.#loading ? Number.POSITIVE_INFINITY : this.#reloadAt);
  }

  #reloadSoon(): void {
    this.#reloadAt = this.#now();
    this.#alarm.ring();
  }

  #notice(event: RuntimeEvent): void {
    if (event.kind === 'connected') {
      // Whatever happened before this was told to nobody.
      this.#health.restartAll();
      this.#resyncAt = this.#now();
    } else {
      if (event.kind === 'container' && PROCESS_ENDS.has(event.action)) {
        this.#health.restart(event.pod);
      }
      const isRunning = (subject: Subject): boolean => this.#board.isRunning(subject);
      tellDeath(event, isRunning, this.#tell);
      const { instance } = this.#parts.workspace.settings;
      const subjects = eventSubjects(event, { desired: this.#wanted.desired, instance, isRunning });
      const refresh = event.action === 'update';
      this.#board.wake(subjects, 'event', { delayMs: EVENT_SETTLE_MS, refresh });
    }
    this.#alarm.ring();
  }

  #startDue(stops: Stops): void {
    if (!this.#loading && this.#now() >= this.#reloadAt) this.#start(this.#reload());
    if (this.#wanted.desired === undefined) return;
    const isResync = this.#now() >= this.#resyncAt;
    if (isResync) this.#resync();
    const jobs = this.#board.take();
    const prunes = isResync && this.#parts.settings.prune.enabled;
    if (jobs.size > 0 || prunes) this.#start(this.#pass(jobs, isResync, stops));
  }

  #resync(): void {
    const { settings, random } = this.#parts;
    this.#resyncAt = this.#now() + settings.resyncSeconds * 1000 * (1 - 0.1 * random());
    this.#board.wake(this.#wanted.subjects, 'resync');
  }

  /** Its new process is to be watched; all that began lately are looked at together. */
  #acquaint(subject: Subject): void {
    const delayMs = ACQUAINT_MS - (this.#now() % ACQUAINT_MS);
    this.#board.wake([subject], 'resync', { delayMs, refresh: false });
  }

  #start(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#running.delete(tracked);
      this.#alarm.ring();
    });
    this.#running.add(tracked);
  }

  async #reload(): Promise<void> {
    this.#loading = true;
    this.#reloadAt = this.#now() + RELOAD_MS;
    const isFirst = this.#wanted.desired === undefined;
    try {
      const outcome = await this.#wanted.load();
      if (outcome.kind === 'refused') {
        this.#reloadAt = Math.min(this.#reloadAt, this.#now() + RELOAD_FAILED_MS);
        const { diagnostics } = outcome;
        const subjects = this.#wanted.declaredIn(new Set(diagnostics.map(({ file }) => file)));
        if (outcome.isNews) this.#tell({ kind: 'refused', diagnostics, subjects });
        return;
      }
      const { desired, changed, removed } = outcome;
      await Promise.all(this.#parts.sources.map((source) => source.accepted()));
      const revisions = this.#parts.sources.flatMap((source) => source.revision() ?? []);
      const size = { tenants: desired.tenants.length, pods: desired.pods.length };
      this.#tell({ kind: 'loaded', ...size, changed, removed, revisions, desired });
      this.#board.keepOnly(new Set(this.#wanted.subjects));
      this.#board.wake(changed, isFirst ? 'start' : 'change');
      // Only a look at everything finds what is to be deleted.
      if (isFirst || removed.length > 0) this.#resyncAt = this.#now();
    } catch (error) {
      this.#reloadAt = Math.min(this.#reloadAt, this.#now() + RELOAD_FAILED_MS);
      this.#tell({ kind: 'load-failed', message: messageOf(error) });
    } finally {
      this.#loading = false;
    }
  }

  async #pass(jobs: ReadonlyMap<Subject, Job>, isResync: boolean, stops: Stops): Promise<void> {
    const { desired } = this.#wanted;
    if (desired === undefined) return;
    const [began, all, left] = [this.#now(), [...jobs.values()], new Set(jobs.keys())];
    const prunes = isResync && !this.#pruning && this.#parts.settings.prune.enabled;
    if (prunes) this.#pruning = true;
    try {
      const summary = await runPass(this.#ground, {
        desired: () => this.#wanted.desired ?? desired,
        keys: new Set(jobs.keys()),
        refresh: all.some(({ refresh }) => refresh),
        expectsWork: all.some(({ foundBy }) => foundBy === 'change'),
        prune: { ...this.#parts.settings.prune, enabled: prunes },
        onResult: (result) => {
          left.delete(result.subject);
          this.#board.result(result, jobs.get(result.subject)?.foundBy ?? 'resync');
          if (STARTED.has(result.outcome)) this.#acquaint(result.subject);
          this.#alarm.ring();
        },
        signal: stops.now,
      });
      this.#tell({ kind: 'passed', seconds: (this.#now() - began) / 1000, ...summary });
      // What is blocked as before was not told again.
      for (const subject of left) {
        const isBlocked = this.#ground.blocked.has(subject);
        const failed = { kind: 'failed', failure: 'Waiting' } as const;
        this.#board.finish(subject, isBlocked ? failed : { kind: 'settled' });
      }
    } catch (error) {
      if (!stops.now.aborted) this.#tell({ kind: 'pass-failed', message: messageOf(error) });
      for (const subject of left) {
        this.#board.finish(subject, { kind: 'failed', failure: 'Transient' });
      }
    } finally {
      if (prunes) this.#pruning = false;
    }
  }
}
