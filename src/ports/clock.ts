/** Time as an input, so that tests own it. */
export interface Clock {
  now(): Date;
  /** Resolves early when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
