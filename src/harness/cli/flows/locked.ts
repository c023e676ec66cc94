import type { Workspace } from '../../../engine/workspace.ts';
import type { Output } from '../output/output.ts';

/** Runs work that only changes records under the writer lock, and says whom it waits for. */
export async function locked<Result>(
  { lock }: Workspace,
  out: Output,
  request: { readonly command: string; readonly timeoutSeconds: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const held = await lock.acquire({
    ...request,
    onWait: (holder) => out.note(`Waiting for the lock: ${holder}\n`),
  });
  try {
    return await work();
  } finally {
    await held.release();
  }
}
