/** So many lines, taken out oldest first, and how many were left out before them. */
export interface Taken {
  readonly lines: readonly string[];
  readonly dropped: number;
}

export interface BufferLimits {
  readonly lines: number;
  /** The newest line stays, however long. */
  readonly characters: number;
}

/** Lines between who writes and who reads: when it is full, the oldest make room and are counted. */
export class LineBuffer {
  readonly #limits: BufferLimits;
  #lines: string[] = [];
  #characters = 0;
  #dropped = 0;

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  push(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
    const { lines, characters } = this.#limits;
    // In one go now and then: to take them off the front one by one would move all others each time.
    if (this.#lines.length >= 2 * lines || this.#characters >= 2 * characters) this.#trim();
  }

  takeAll(): Taken {
    this.#trim();
    const taken = { lines: this.#lines, dropped: this.#dropped };
    this.#lines = [];
    this.#characters = 0;
    this.#dropped = 0;
    return taken;
  }

  #trim(): void {
    let left = this.#lines.length;
    let over = 0;
    for (const { length } of this.#lines) {
      if (left <= 1 || (left <= this.#limits.lines && this.#characters <= this.#limits.characters))
        break;
      this.#characters -= length;
      left -= 1;
      over += 1;
    }
    this.#lines = this.#lines.slice(over);
    this.#dropped += over;
  }
}
