import { describe, expect, it } from 'vitest';
import type { WriterLock } from '../ports/writer-lock.ts';
import { SharedLock } from './shared-lock.ts';

const REQUEST = { timeoutSeconds: Number.POSITIVE_INFINITY };

function lockOf(
  calls: string[],
  fails: readonly boolean[] = [],
  lost: ReadonlySet<number> = new Set(),
): WriterLock {
  let turn = 0;
  return {
    acquire: async () => {
      const mine = turn;
      turn += 1;
      calls.push(`acquire ${mine}`);
      if (fails[mine]) throw new Error('away');
      return {
        check: async () => {
          if (lost.has(mine)) throw new Error('lost');
        },
        release: async () => {
          calls.push(`release ${mine}`);
        },
      };
    },
  };
}

describe('a shared lock', () => {
  it('is taken by the first, and given back by the last', async () => {
    const calls: string[] = [];
    const shared = new SharedLock(lockOf(calls), 'test');
    const [first, second] = await Promise.all([shared.share(REQUEST), shared.share(REQUEST)]);
    await first.release();
    const third = await shared.share(REQUEST);
    await second.release();
    expect(calls).toEqual(['acquire 0']);
    await third.release();
    await (await shared.share(REQUEST)).release();
    expect(calls).toEqual(['acquire 0', 'release 0', 'acquire 1', 'release 1']);
  });

  it('that could not be had is asked for anew', async () => {
    const calls: string[] = [];
    const shared = new SharedLock(lockOf(calls, [true]), 'test');
    const both = await Promise.allSettled([shared.share(REQUEST), shared.share(REQUEST)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await (await shared.share(REQUEST)).release();
    expect(calls).toEqual(['acquire 0', 'acquire 1', 'release 1']);
  });

  it('that was lost is taken anew, though somebody still waits under the old one', async () => {
    const calls: string[] = [];
    const lost = new Set<number>();
    const shared = new SharedLock(lockOf(calls, [], lost), 'test');
    const slow = await shared.share(REQUEST);
    lost.add(0);
    const late = await shared.share(REQUEST);
    await expect(late.check()).rejects.toThrow('lost');
    await late.release();
    const next = await shared.share(REQUEST);
    await next.check();
    await next.release();
    await expect(slow.check()).rejects.toThrow('lost');
    await slow.release();
    expect(calls).toEqual(['acquire 0', 'acquire 1', 'release 1', 'release 0']);
  });

  it('is held for as long as one has a share that was split off, and taken anew after that', async () => {
    const calls: string[] = [];
    const first = await new SharedLock(lockOf(calls), 'test').share(REQUEST);
    const part = first.split();
    await first.release();
    await first.release();
    expect(calls).toEqual(['acquire 0']);
    await part.release();
    const again = await part.retake(undefined);
    await again.release();
    expect(calls).toEqual(['acquire 0', 'release 0', 'acquire 1', 'release 1']);
  });

  it('is not waited for by one that was told to end', async () => {
    const asked: number[] = [];
    const lock: WriterLock = {
      acquire: async ({ timeoutSeconds }) => {
        asked.push(timeoutSeconds);
        return { check: async () => undefined, release: async () => undefined };
      },
    };
    const share = await new SharedLock(lock, 'test').share(REQUEST);
    await share.release();
    await share.retake(AbortSignal.abort());
    expect(asked).toEqual([Number.POSITIVE_INFINITY, 0]);
  });
});
