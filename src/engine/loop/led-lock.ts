import type { HeldLock, WriterLock } from '../../ports/writer-lock.ts';

/**
 * The writer lock of a server that leads: worth nothing once another one does. A server that stood still
 * meanwhile may find the writer lock free, and must not act on it.
 */
export function ledLock(lock: WriterLock, leadership: HeldLock): WriterLock {
  return {
    acquire: async (request) => {
      // Who leads no more has nothing to wait for.
      await leadership.check();
      const held = await lock.acquire(request);
      const check = async (): Promise<void> => {
        await Promise.all([leadership.check(), held.check()]);
      };
      try {
        await check();
      } catch (error) {
        await held.release();
        throw error;
      }
      return { check, release: () => held.release() };
    },
  };
}
