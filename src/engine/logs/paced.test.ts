import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import { paced } from './paced.ts';

function bench(lines: AsyncIterable<string>) {
  const clock = new ManualClock();
  const end = new AbortController();
  const batches: { readonly lines: number; readonly dropped: number }[] = [];
  const all: string[] = [];
  const running = (async () => {
    for await (const { lines: some, dropped } of paced(lines, clock, end.signal)) {
      batches.push({ lines: some.length, dropped });
      all.push(...some);
    }
  })();
  return { clock, end, batches, all, running };
}

async function* flood(count: number, line = (n: number) => `line ${n}`): AsyncGenerator<string> {
  for (let n = 0; n < count; n += 1) yield line(n);
}

describe('lines that are followed', () => {
  it('come in batches, the newest of a flood, with a count of the others', async () => {
    const { clock, batches, all, running } = bench(flood(10_000));
    await clock.advance(2000);
    await running;
    expect(batches.reduce((sum, { lines, dropped }) => sum + lines + dropped, 0)).toBe(10_000);
    expect(Math.max(...batches.map(({ lines }) => lines))).toBeLessThanOrEqual(500);
    expect(all.at(-1)).toBe('line 9999');
  });

  it('are read no faster than the server can bear', async () => {
    let read = 0;
    const lines = flood(4000, (n) => {
      read = n;
      return 'x'.repeat(10_000);
    });
    const { clock, end, running } = bench(lines);
    await clock.advance(3000);
    expect(read).toBeGreaterThan(100);
    expect(read).toBeLessThan(2000);
    end.abort();
    await running;
  });

  it('end with their source, and with its failure', async () => {
    const failing = bench(
      (async function* () {
        yield 'last';
        throw new Error('gone');
      })(),
    );
    const told = expect(failing.running).rejects.toThrow('gone');
    await failing.clock.advance(1000);
    await told;
    expect(failing.all).toEqual(['last']);
  });

  it('end when nobody wants them, though none come', async () => {
    const { end, running, clock } = bench(
      (async function* () {
        yield 'one';
        await new Promise(() => undefined);
      })(),
    );
    await clock.advance(1000);
    end.abort();
    await running;
  });
});
