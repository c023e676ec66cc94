import pLimit from 'p-limit';
import {
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
import type { Workspace } from '../workspace.ts';
import { type HealthTarget, healthTargets } from './health-target.ts';
import { recordGateway } from './record-gateway.ts';
import { type Look, takeSample } from './take-sample.ts';

export interface HealthParts {
  readonly workspace: Pick<Workspace, 'runtime' | 'store' | 'clock'>;
  readonly settings: HealthSettings;
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

  constructor(parts: HealthParts) {
    this.#parts = parts;
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
    for (const key of this.#patients.keys()) if (!targets.has(key)) this.#patients.delete(key);
    for (const [key, target] of targets) {
      const known = this.#patients.get(key);
      const isSame = known?.target.id === target.id;
      const fresh = { pulse: newPulse(this.#now()), asking: false, hung: undefined };
      this.#patients.set(key, isSame ? Object.assign(known, { target }) : { target, ...fresh });
    }
    this.#alarm.ring();
  }

  /** Another process begins, or has begun. */
  restart(key: PodKey): void {
    const patient = this.#patients.get(key);
    if (patient === undefined) return;
    const fresh = { pulse: newPulse(this.#now()), asking: false, hung: undefined };
    this.#patients.set(key, { target: patient.target, ...fresh });
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
    while (!signal.aborted) {
      const now = this.#now();
      for (const patient of this.#patients.values()) {
        if (!patient.asking && patient.pulse.nextAt <= now) this.#ask(patient);
      }
      await this.#alarm.sleep(this.#parts.workspace.clock, this.#nextAt() - this.#now());
    }
    signal.removeEventListener('abort', stop);
    await Promise.all(this.#running);
  }

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }

  #nextAt(): number {
    const waiting = [...this.#patients.values()].filter(({ asking }) => !asking);
    const times = waiting.map(({ pulse }) => pulse.nextAt);
    return times.reduce((a, b) => Math.min(a, b), this.#now() + IDLE_MS);
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
        this.#alarm.ring();
      });
    this.#running.add(asked);
  }

  async #look(patient: Patient): Promise<void> {
    const { workspace } = this.#parts;
    const before = patient.pulse;
    const look = await takeSample(workspace, patient.target, before.ready);
    if (!this.#take(patient, look) || look === undefined) return;
    await this.#judge(patient, before, look);
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
    const { settings, onNews, onLoopEvent, workspace } = this.#parts;
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
