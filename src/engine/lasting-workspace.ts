import type { OpenWorkspace, Workspace } from './workspace.ts';

/** A workspace for reading that many share and one closes. Opened for the first who asks. */
export class LastingWorkspace {
  readonly #open: OpenWorkspace;
  readonly #command: string;
  #opened: Promise<Workspace> | undefined;

  constructor(open: OpenWorkspace, command: string) {
    this.#open = open;
    this.#command = command;
  }

  /** Rejects as opening does; the next who asks tries again. */
  get(): Promise<Workspace> {
    this.#opened ??= this.#open({ readOnly: true, command: this.#command }).catch((error) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.close();
  }
}
