import type { PodKey } from '../../core/model/resource.ts';
import type { PodUsage, UsageMinute } from '../../core/views/pod-usage.ts';
import type { LoopEvent } from '../loop/loop-event.ts';
import { MinuteRing } from './minute-ring.ts';

interface Known {
  usage: PodUsage;
  /** Of the container: another one counts from nothing. */
  id: string;
  cpuSeconds: number;
  readonly minutes: MinuteRing;
}

/** What each pod used during the last day; in memory, so a new server begins anew. */
export class UsageHistory {
  readonly #pods = new Map<PodKey, Known>();
  #volumes: ReadonlyMap<PodKey, number> = new Map();

  readonly take = (event: LoopEvent): void => {
    if (event.kind === 'volumes') this.#volumes = event.sizes;
    if (event.kind !== 'usage') return;
    for (const sample of event.samples) this.#add(sample, event.at);
    for (const [key, { minutes }] of this.#pods) {
      if (minutes.isEmptyAt(event.at)) this.#pods.delete(key);
    }
  };

  /** Undefined for a pod that was never measured, or not for a day. */
  latest(key: PodKey): PodUsage | undefined {
    const found = this.#pods.get(key);
    return found && { ...found.usage, volumeBytes: this.#volumes.get(key) };
  }

  /** Oldest first, none that began before `since`. */
  minutes(key: PodKey, since: number, now: number): readonly UsageMinute[] {
    return this.#pods.get(key)?.minutes.since(since, now) ?? [];
  }

  #add(sample: UsageSample, at: number): void {
    const { pod, id, cpuSeconds, usedBytes, limitBytes } = sample;
    const before = this.#pods.get(pod);
    const minutes = before?.minutes ?? new MinuteRing();
    const spent = before?.id === id ? cpuSeconds - before.cpuSeconds : undefined;
    const passed = (at - (before?.usage.at ?? at)) / 1000;
    const isKnown = spent !== undefined && spent >= 0 && passed > 0;
    const cpuCores = isKnown ? spent / passed : undefined;
    const usage: PodUsage = {
      at,
      memoryBytes: usedBytes,
      memoryLimitBytes: limitBytes,
      cpuCores,
      volumeBytes: undefined,
    };
    minutes.add(at, usedBytes, cpuCores);
    this.#pods.set(pod, { usage, id, cpuSeconds, minutes });
  }
}

type UsageSample = Extract<LoopEvent, { kind: 'usage' }>['samples'][number];
