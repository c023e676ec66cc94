import type { UsageMinute } from '../../core/views/pod-usage.ts';

const MINUTES = 1440;
const MINUTE_MS = 60_000;

/** A day of means, one a minute, in some 30 KiB whatever happens. */
export class MinuteRing {
  readonly #minute = new Uint32Array(MINUTES);
  readonly #memory = new Float64Array(MINUTES);
  readonly #cpu = new Float32Array(MINUTES);
  readonly #count = new Uint16Array(MINUTES);
  readonly #cpuCount = new Uint16Array(MINUTES);
  #newest = 0;

  add(at: number, memoryBytes: number, cpuCores: number | undefined): void {
    const minute = Math.floor(at / MINUTE_MS);
    const slot = minute % MINUTES;
    if (this.#minute[slot] !== minute) {
      this.#minute[slot] = minute;
      this.#count[slot] = 0;
      this.#cpuCount[slot] = 0;
    }
    mix(this.#memory, this.#count, slot, memoryBytes);
    if (cpuCores !== undefined) mix(this.#cpu, this.#cpuCount, slot, cpuCores);
    this.#newest = Math.max(this.#newest, minute);
  }

  isEmptyAt(now: number): boolean {
    return this.#newest <= Math.floor(now / MINUTE_MS) - MINUTES;
  }

  since(since: number, now: number): readonly UsageMinute[] {
    const last = Math.floor(now / MINUTE_MS);
    const first = Math.max(Math.ceil(since / MINUTE_MS), last - MINUTES + 1);
    const found: UsageMinute[] = [];
    for (let minute = first; minute <= last; minute += 1) {
      const slot = minute % MINUTES;
      if (this.#minute[slot] !== minute) continue;
      const cpuCores = this.#cpuCount[slot] === 0 ? 0 : (this.#cpu[slot] ?? 0);
      found.push({ at: minute * MINUTE_MS, memoryBytes: this.#memory[slot] ?? 0, cpuCores });
    }
    return found;
  }
}

/** The mean with one value more. */
function mix(
  means: Float64Array | Float32Array,
  counts: Uint16Array,
  slot: number,
  value: number,
): void {
  const count = counts[slot] ?? 0;
  const mean = count === 0 ? 0 : (means[slot] ?? 0);
  means[slot] = mean + (value - mean) / (count + 1);
  counts[slot] = count + 1;
}
