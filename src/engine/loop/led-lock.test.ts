import { describe, expect, it } from 'vitest';
import type { HeldLock, WriterLock } from '../../ports/writer-lock.ts';
import { ledLock } from './led-lock.ts';

function locks() {
  const state = { leads: true, asked: 0, released: 0, onAcquired: () => {} };
  const leadership: HeldLock = {
    check: async () => {
      if (!state.leads) throw new Error('another one leads');
    },
    release: async () => undefined,
  };
  const writer: WriterLock = {
    acquire: async () => {
      state.asked += 1;
      state.onAcquired();
      return {
        check: async () => undefined,
        release: async () => {
          state.released += 1;
        },
      };
    },
  };
  return { state, lock: ledLock(writer, leadership) };
}

describe('the writer lock of a server', () => {
  const request = { command: 'serve', timeoutSeconds: 1 };

  it('is good for as long as the server leads', async () => {
    const { state, lock } = locks();
    const held = await lock.acquire(request);
    await held.check();
    state.leads = false;
    await expect(held.check()).rejects.toThrow('another one leads');
  });

  it('is not had by one that no longer leads when its turn comes, and is free again', async () => {
    const { state, lock } = locks();
    state.onAcquired = () => {
      state.leads = false;
    };
    await expect(lock.acquire(request)).rejects.toThrow('another one leads');
    expect(state.released).toBe(1);
  });

  it('is not waited for by one that leads no more', async () => {
    const { state, lock } = locks();
    state.leads = false;
    await expect(lock.acquire(request)).rejects.toThrow('another one leads');
    expect(state.asked).toBe(0);
  });
});
