import type { OpenWorkspace, Workspace, WorkspaceRequest } from './workspace.ts';

/** A workspace that many share and one closes. Opened for the first who asks. */
export class LastingWorkspace {
  readonly #open: OpenWorkspace;
  readonly #request: WorkspaceRequest;
  #opened: Promise<Workspace> | undefined;

  constructor(open: OpenWorkspace, request: WorkspaceRequest) {
    this.#open = open;
    this.#request = request;
  }

  /** Rejects as opening does; the next who asks tries again. */
  get(): Promise<Workspace> {
    this.#opened ??= this.#open(this.#request).catch((error) => {
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
