import pLimit from 'p-limit';
import {
  DEFAULT_HEALTH,
  type HealthSettings,
  isFailing,
  isHung,
  newPulse,
  nextPulse,
  type Pulse,
} from '../../core/health/pulse.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import { type PodKey, podSubject } from '../../core/model/resource.ts';
import { Alarm } from '../loop/alarm.ts';
import type { OnLoopEvent } from '../loop/loop-event.ts';
import type { LoopSettings } from '../loop/loop-parts.ts';
import { watchUsage } from '../usage/watch-usage.ts';
import type { Workspace } from '../workspace.ts';
import { ChannelWatch } from './channel-watch.ts';
import { type HealthTarget, healthTargets } from './health-target.ts';
import { Heartbeats } from './heartbeats.ts';
import { recordGateway } from './record-gateway.ts';
import { type Look, takeSample } from './take-sample.ts';

export interface HealthParts {
  readonly workspace: Pick<Workspace, 'runtime' | 'gateway' | 'store' | 'clock' | 'settings'>;
  readonly settings: Pick<LoopSettings, 'health' | 'heartbeat' | 'usage'>;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A pass works on it, and sees for itself how it is. */
  readonly isBusy: (key: PodKey) => boolean;
  /** A pass should look at it: it is to be restarted, or became ready by itself. */
  readonly onNews: (key: PodKey) => void;
  readonly onLoopEvent: OnLoopEvent;
}

interface Patient {
  readonly target: HealthTarget;
  pulse: Pulse;
  asking: boolean;
  hung: string | undefined;
}

/** Asked at once; each takes a connection and, when it is silent, two seconds. */
const CONCURRENCY = 16;
const IDLE_MS = 60_000;
const BEATS: Look = { sample: 'ready', message: 'answers on its session' };
/** Nothing could be learned this time. */
const LATER_MS = 1000;

/**
 * Asks every running pod again and again how it is: often after a start, seldom later. What it finds
 * becomes conditions; restarting is for the plan.
 */
export class HealthWatch {
  readonly #parts: HealthParts;
  readonly #patients = new Map<PodKey, Patient>();
  readonly #alarm = new Alarm();
  readonly #limit = pLimit(CONCURRENCY);
  readonly #running = new Set<Promise<void>>();
  readonly #channels: ChannelWatch;
  readonly #settings: HealthSettings;
  readonly #hearts: Heartbeats | undefined;
  #wakeAt = 0;

  constructor(parts: HealthParts) {
    this.#parts = parts;
    this.#channels = new ChannelWatch(parts);
    this.#settings = parts.settings.health ?? DEFAULT_HEALTH;
    if (parts.settings.heartbeat !== true) return;
    this.#hearts = new Heartbeats({
      ...parts,
      onEnd: (key) => this.#askNow(key),
      talk: (key, session, signal) =>
        this.#channels.follow(() => this.#patients.get(key)?.target, session, signal),
    });
  }

  /** Pods that do not answer and are to be restarted, with what was seen. */
  get hung(): ReadonlyMap<PodKey, string> {
    return new Map([...this.#patients].flatMap(([key, { hung }]) => (hung ? [[key, hung]] : [])));
  }

  get watched(): ReadonlySet<PodKey> {
    return new Set(this.#patients.keys());
  }

  /** Whose process runs, as a pass has just seen. */
  see(desired: DesiredState, observed: ObservedState): void {
    const targets = new Map(healthTargets(desired, observed).map((item) => [item.key, item]));
    for (const key of this.#patients.keys()) if (!targets.has(key)) this.#discharge(key);
    for (const [key, target] of targets) {
      const known = this.#patients.get(key);
      if (known?.target.id === target.id) Object.assign(known, { target });
      else this.#admit(target);
    }
    this.#alarm.ring();
  }

  #admit(target: HealthTarget): void {
    this.#forget(target.key);
    const fresh = { pulse: newPulse(this.#now()), asking: false, hung: undefined };
    this.#patients.set(target.key, { target, ...fresh });
  }

  #discharge(key: PodKey): void {
    this.#forget(key);
    this.#patients.delete(key);
  }

  #forget(key: PodKey): void {
    this.#hearts?.drop(key);
    this.#channels.forget(key);
  }

  /** Another process begins, or has begun. */
  restart(key: PodKey): void {
    const patient = this.#patients.get(key);
    if (patient === undefined) return;
    this.#admit(patient.target);
    this.#alarm.ring();
  }

  /** Nobody told what happened meanwhile. */
  restartAll(): void {
    for (const key of this.#patients.keys()) this.restart(key);
  }

  /** Until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#alarm.ring();
    signal.addEventListener('abort', stop);
    const measuring = this.#measure(signal);
    while (!signal.aborted) {
      const now = this.#now();
      for (const patient of this.#patients.values()) {
        if (!patient.asking && patient.pulse.nextAt <= now) this.#ask(patient);
      }
      this.#wakeAt = this.#nextAt();
      await this.#alarm.sleep(this.#parts.workspace.clock, this.#wakeAt - this.#now());
    }
    signal.removeEventListener('abort', stop);
    await this.#hearts?.end();
    await Promise.all([...this.#running, measuring]);
  }

  async #measure(signal: AbortSignal): Promise<void> {
    if (this.#parts.settings.usage !== true) return;
    const targets = () => [...this.#patients.values()].map(({ target }) => target);
    await watchUsage({ ...this.#parts, targets }, signal);
  }

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }

  #nextAt(): number {
    const waiting = [...this.#patients.values()].filter(({ asking }) => !asking);
    const times = waiting.map(({ pulse }) => pulse.nextAt);
    return times.reduce((a, b) => Math.min(a, b), this.#now() + IDLE_MS);
  }

  #askNow(key: PodKey): void {
    const patient = this.#patients.get(key);
    if (patient === undefined) return;
    patient.pulse = { ...patient.pulse, nextAt: this.#now() };
    this.#alarm.ring();
  }

  #ask(patient: Patient): void {
    patient.asking = true;
    const asked: Promise<void> = this.#limit(() => this.#look(patient))
      // The Engine or the state is away, which is told elsewhere.
      .catch(() => {
        this.#take(patient, undefined);
      })
      .finally(() => {
        patient.asking = false;
        this.#running.delete(asked);
        if (patient.pulse.nextAt < this.#wakeAt) this.#alarm.ring();
      });
    this.#running.add(asked);
  }

  async #look(patient: Patient): Promise<void> {
    const before = patient.pulse;
    const look = await this.#sample(patient);
    if (!this.#take(patient, look) || look === undefined) return;
    if (look.sample === 'ready') this.#hearts?.hold(patient.target);
    await this.#judge(patient, before, look);
  }

  /** What answers on its session answers; a probe has the last word on what does not. */
  async #sample({ target, pulse }: Patient): Promise<Look | undefined> {
    const hearts = this.#hearts;
    if (pulse.ready && (await hearts?.answers(target.key))) return BEATS;
    const look = await takeSample(this.#parts.workspace, target, pulse.ready);
    const silence = hearts?.silence(target.key);
    if (look?.sample !== 'ready' || silence === undefined) return look;
    return { sample: 'silent', message: silence };
  }

  /** False when it is no longer about this process, or a pass has it in hand. */
  #take(patient: Patient, look: Look | undefined): boolean {
    const { key } = patient.target;
    const now = this.#now();
    if (this.#patients.get(key) !== patient) return false;
    if (look === undefined || this.#parts.isBusy(key)) {
      patient.pulse = { ...patient.pulse, nextAt: now + LATER_MS };
      return false;
    }
    const moment = { now, random: this.#parts.random() };
    patient.pulse = nextPulse(patient.pulse, look.sample, moment);
    return true;
  }

  async #judge(patient: Patient, before: Pulse, { sample, message }: Look): Promise<void> {
    const { target, pulse } = patient;
    const settings = this.#settings;
    const { onNews, onLoopEvent, workspace } = this.#parts;
    const { key, onUnhealthy } = target;
    const subject = podSubject(key);
    const wasFailing = isFailing(before, settings);
    if (sample === 'ready') patient.hung = undefined;
    if (sample === 'ready' && (wasFailing || target.readySince === undefined)) {
      await recordGateway(workspace.store, workspace.clock, key, { ready: true });
      if (wasFailing) onLoopEvent({ kind: 'recovered', subject });
      onNews(key);
    }
    if (isFailing(pulse, settings) && !wasFailing) {
      const finding = { ready: false, reason: 'NoAnswer', message } as const;
      await recordGateway(workspace.store, workspace.clock, key, finding);
      onLoopEvent({ kind: 'unhealthy', subject, message, policy: onUnhealthy });
    }
    if (onUnhealthy !== 'restart' || !isHung(pulse, settings, this.#now())) return;
    const isNew = patient.hung === undefined;
    patient.hung = message;
    if (isNew) onNews(key);
  }
}
