/** One writer at a time over one state. The lock dies with the process that holds it. */
export interface WriterLock {
  /**
   * Waits up to `timeoutSeconds`; then fails with `LockHeld` (Conflict), the message naming the
   * holder: command, user, host, process id and since when.
   */
  acquire(request: {
    readonly command: string;
    readonly timeoutSeconds: number;
    readonly onWait?: (holder: string) => void;
    /** Ends the waiting: it then fails with `Interrupted` (Transient). */
    readonly signal?: AbortSignal;
  }): Promise<HeldLock>;
}

export interface HeldLock {
  /** Rejects with `LockLost` (Transient) when the connection that carries the lock is gone. */
  check(): Promise<void>;
  release(): Promise<void>;
}
