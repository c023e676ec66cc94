import { keptWait } from '../../core/loop/kept-wait.ts';
import { type PodKey, podSubject, type Subject } from '../../core/model/resource.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import { ConfigWatch } from '../health/config-watch.ts';
import { HealthWatch } from '../health/health-watch.ts';
import { Places } from '../places.ts';
import { SharedLock } from '../shared-lock.ts';
import { Alarm } from './alarm.ts';
import { DeathWatch } from './death-watch.ts';
import { eventSubjects } from './event-subjects.ts';
import { watchEvents } from './event-watch.ts';
import type { FoundBy, OnLoopEvent } from './loop-event.ts';
import type { LoopParts, Stops } from './loop-parts.ts';
import { type Loaded, ManifestReload } from './manifest-reload.ts';
import { PassRuns } from './pass-runs.ts';
import { PodPlaces } from './pod-places.ts';
import { watchSources } from './source-watch.ts';
import { DeathTeller } from './tell-death.ts';
import { Turns } from './turns.ts';
import { WaitKeeper } from './wait-keeper.ts';
import { WorkBoard } from './work-board.ts';

/** `docker rm -f` is a kill, a death and a removal: the last one is what counts. */
const EVENT_SETTLE_MS = 50;
/** After these there is another process. */
const PROCESS_ENDS = new Set(['die', 'start', 'unpause']);
/** No helper works this long: an older one was left behind by a killed process. */
const HELPER_SECONDS = 600;

/** Keeps the world as the manifests say, until it is told to stop. It ends without touching a pod. */
export class ControlLoop {
  readonly #parts: LoopParts;
  readonly #board: WorkBoard;
  readonly #manifests: ManifestReload;
  readonly #passes: PassRuns;
  readonly #alarm = new Alarm();
  readonly #health: HealthWatch;
  readonly #configs: ConfigWatch;
  readonly #deaths: DeathWatch;
  readonly #keeper: WaitKeeper;
  readonly #podPlaces: PodPlaces;
  readonly #running = new Set<Promise<void>>();
  #resyncAt = Number.POSITIVE_INFINITY;
  #isDraining = false;

  constructor(parts: LoopParts) {
    const { workspace, settings, random, onLoopEvent } = parts;
    this.#parts = parts;
    const { clock } = workspace;
    this.#keeper = new WaitKeeper(workspace.store.waits);
    this.#board = new WorkBoard({
      clock,
      random,
      onLoopEvent,
      onLearned: (subject, learned) => {
        const wish = this.#manifests.wishes.get(subject);
        this.#keeper.note(subject, wish, keptWait(learned, this.#now()));
      },
    });
    this.#deaths = new DeathWatch({ workspace, board: this.#board, onLoopEvent });
    this.#manifests = new ManifestReload(
      parts,
      (loaded) => this.#adopt(loaded),
      (subject) => this.#board.isRunning(subject),
    );
    const watch = {
      workspace,
      onLoopEvent,
      isBusy: (key: PodKey) => this.#board.isRunning(podSubject(key)),
      onNews: (key: PodKey) => this.#wake([podSubject(key)], 'probe'),
    };
    this.#configs = new ConfigWatch(watch);
    this.#health = new HealthWatch({ ...watch, settings, random });
    const places = new Places(settings.concurrency, () => this.#passes.placeFree());
    this.#podPlaces = new PodPlaces(places);
    this.#passes = new PassRuns({
      settings,
      onLoopEvent,
      board: this.#board,
      desired: () => this.#manifests.desired,
      onNews: () => this.#alarm.ring(),
      putBacks: parts.requests?.putBacks,
      ground: {
        workspace,
        lock: new SharedLock(workspace.lock, 'serve'),
        turns: new Turns(),
        places,
        podPlaces: this.#podPlaces,
        actor: settings.actor,
        onLoopEvent,
        blocked: new Map(),
        health: this.#health,
        configs: this.#configs,
        deaths: this.#deaths,
      },
    });
  }

  async run(stops: Stops): Promise<void> {
    const ended = new AbortController();
    const { runtime, settings, clock } = this.#parts.workspace;
    await this.#keeper.load();
    const watching = this.#watch(ended.signal);
    await runtime.sweepHelpers(settings.instance, HELPER_SECONDS).catch(() => 0);
    const drain = (): void => {
      this.#isDraining = true;
      this.#alarm.ring();
    };
    stops.drain.addEventListener('abort', drain);
    const deafen = this.#parts.requests?.listen(
      (subject) => this.#wake([subject], 'request'),
      () => this.#reloadSoon(),
    );
    while (!stops.drain.aborted) {
      this.#startDue(stops);
      await this.#alarm.sleep(clock, this.#nextAt() - this.#now());
    }
    stops.drain.removeEventListener('abort', drain);
    deafen?.();
    ended.abort();
    this.#tell({ kind: 'draining', running: this.#running.size });
    await Promise.allSettled([...this.#running, ...watching]);
    await this.#deaths.settled();
    await this.#keeper.settled();
  }

  #watch(signal: AbortSignal): readonly Promise<void>[] {
    const { workspace, sources, random } = this.#parts;
    const { runtime, clock, settings } = workspace;
    const { instance } = settings;
    const onLoopEvent = this.#tell;
    const onEvent = (event: RuntimeEvent): void => this.#notice(event);
    return [
      this.#health.run(signal),
      // It talks to gateways too, which is for the same setting to allow.
      ...(this.#parts.settings.heartbeat === true ? [this.#configs.run(signal)] : []),
      watchEvents({ runtime, clock, instance, random, onLoopEvent, onEvent }, signal),
      ...watchSources(sources, onLoopEvent, () => this.#reloadSoon(), signal),
    ];
  }

  #wake(subjects: readonly Subject[], foundBy: FoundBy): void {
    this.#board.wake(subjects, foundBy);
    this.#alarm.ring();
  }

  readonly #tell: OnLoopEvent = (event) => this.#parts.onLoopEvent(event);
  readonly #endings = new DeathTeller(this.#tell);

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }

  #nextAt(): number {
    const { dueAt, desired } = this.#manifests;
    // Nothing is begun before manifests were valid, so what is due is not waited for either.
    if (desired === undefined) return dueAt;
    return Math.min(this.#resyncAt, this.#board.nextDueAt ?? dueAt, dueAt);
  }

  #reloadSoon(): void {
    this.#manifests.soon();
    this.#alarm.ring();
  }

  #adopt({ isFirst, changed, removed }: Loaded): void {
    // What it would begin, or end half way, nobody goes on with.
    if (this.#isDraining) return;
    const { settings } = this.#parts;
    const { wishes, subjects } = this.#manifests;
    this.#board.keepOnly(new Set(subjects), { deletes: settings.prune.enabled });
    this.#podPlaces.keepOnly((subject) => wishes.has(subject) || this.#board.isRunning(subject));
    if (isFirst) this.#board.restore(this.#keeper.learned(wishes));
    else this.#keeper.forget((subject) => wishes.has(subject) && !changed.includes(subject));
    this.#board.wake(changed, isFirst ? 'start' : 'change');
    // Only a look at everything finds what is to be deleted.
    if (isFirst || removed.length > 0) this.#resyncAt = this.#now();
  }

  #notice(event: RuntimeEvent): void {
    if (event.kind === 'connected') {
      // Whatever happened before this was told to nobody.
      this.#health.restartAll();
      this.#resyncAt = this.#now();
    } else {
      this.#endings.notice(event);
      this.#deaths.notice(event);
      if (event.kind === 'container' && PROCESS_ENDS.has(event.action)) {
        this.#health.restart(event.pod);
      }
      const { instance } = this.#parts.workspace.settings;
      const isRunning = (subject: Subject): boolean => this.#board.isRunning(subject);
      const subjects = eventSubjects(event, {
        desired: this.#manifests.desired,
        instance,
        isRunning,
      });
      const options = { delayMs: EVENT_SETTLE_MS, refresh: event.action === 'update' };
      this.#board.wake(subjects, 'event', options);
    }
    this.#alarm.ring();
  }

  #startDue(stops: Stops): void {
    if (this.#now() >= this.#manifests.dueAt) this.#start(this.#manifests.run());
    if (this.#manifests.desired === undefined) return;
    const isResync = this.#now() >= this.#resyncAt;
    if (isResync) this.#resync();
    const jobs = this.#board.take();
    const prunes = isResync && this.#parts.settings.prune.enabled;
    if (jobs.size > 0 || prunes) this.#start(this.#passes.run(jobs, isResync, stops.now));
  }

  #resync(): void {
    const { settings, random } = this.#parts;
    const interval = settings.resyncSeconds * 1000 * (1 - 0.1 * random());
    this.#resyncAt = this.#now() + interval;
    this.#board.wake(this.#manifests.subjects, 'resync');
  }

  #start(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#running.delete(tracked);
      this.#alarm.ring();
    });
    this.#running.add(tracked);
  }
}
