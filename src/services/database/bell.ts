/** A signal that is not lost when it comes before somebody waits for it. */
export class Bell {
  #rung = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Whoever waits, now or later, gets the failure. */
  crack(failure: Error): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  /** Before the look that a ring would be the reason for: what rings during it counts again. */
  reset(): void {
    this.#rung = false;
  }

  /** Until it rings, or so many milliseconds have passed. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.#rung && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}
