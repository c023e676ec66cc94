import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import { watchEvents } from './event-watch.ts';

test('the Engine is connected to again, each time a little later, and told lost once', async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const told: string[] = [];
  let answers = 1;
  const runtime = {
    async *events(): AsyncIterable<RuntimeEvent> {
      if (answers <= 0) throw new Error('refused');
      answers -= 1;
      yield { kind: 'connected' };
    },
  };
  const watching = watchEvents(
    {
      runtime,
      instance: 'i',
      clock,
      random: () => 0,
      onLoopEvent: ({ kind }) => told.push(kind),
      onEvent: ({ kind }) => told.push(kind),
    },
    stop.signal,
  );
  await clock.advance(3000);
  expect(told).toEqual(['engine-connected', 'connected', 'engine-lost']);
  answers = 1;
  await clock.advance(60_000);
  expect(told.slice(3, 6)).toEqual(['engine-connected', 'connected', 'engine-lost']);
  stop.abort();
  await watching;
});
