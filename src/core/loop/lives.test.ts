import { describe, expect, it } from 'vitest';
import { dockerWaitMs, type Life, nextLife } from './lives.ts';

const seen = (restartCount: number, second: number, id = 'a') => ({
  id,
  restartCount,
  waiting: true,
  startedAt: new Date(second * 1000).toISOString(),
});

describe('the lives of a container', () => {
  it('begin with the first look, whatever was before', () => {
    expect(nextLife(undefined, seen(7, 0), 0)).toEqual({
      life: { id: 'a', restarts: 7, quick: 0 },
      died: 0,
    });
  });

  it('end as often as Docker restarted it', () => {
    const { life } = nextLife(undefined, seen(1, 0), 0);
    expect(nextLife(life, seen(4, 0), 5000)).toMatchObject({ died: 3, life: { quick: 3 } });
    expect(nextLife(life, seen(1, 0), 5000).died).toBe(0);
  });

  it('of another container, or of one that somebody started, are counted anew', () => {
    const { life } = nextLife(undefined, seen(3, 0), 0);
    expect(nextLife(life, seen(5, 0, 'b'), 0).died).toBe(0);
    expect(nextLife(life, seen(0, 0), 0).died).toBe(0);
  });

  it('that end quickly make Docker wait longer each time, a minute at most', () => {
    let life: Life | undefined = nextLife(undefined, seen(0, 0), 0).life;
    const waits = Array.from({ length: 12 }, (_, index) => {
      life = nextLife(life, seen(index + 1, 100), 101_000).life;
      return dockerWaitMs(life);
    });
    expect(waits.slice(0, 4)).toEqual([100, 200, 400, 800]);
    expect(waits.at(-1)).toBe(60_000);
  });

  it('of ten seconds or more make it wait as little as at first', () => {
    let life = nextLife(undefined, seen(0, 0), 0).life;
    for (const restart of [1, 2, 3]) life = nextLife(life, seen(restart, 100), 101_000).life;
    life = nextLife(life, seen(4, 100), 112_000).life;
    expect(dockerWaitMs(life)).toBe(100);
  });

  it('of one that runs again already were not waited for', () => {
    const { life } = nextLife(undefined, seen(5, 0), 0);
    const again = { ...seen(6, 100), waiting: false };
    expect(dockerWaitMs(nextLife({ ...life, quick: 5 }, again, 100_100).life)).toBe(100);
  });
});
