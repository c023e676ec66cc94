import { expect, test } from 'vitest';
import type { LoopEvent } from './loop-event.ts';
import { DeathTeller } from './tell-death.ts';

test.each<[readonly string[], number]>([
  [['die', 'start', 'die', 'start'], 2],
  [['kill', 'die', 'stop', 'start'], 0],
  [['kill', 'die', 'destroy', 'die'], 1],
  [['kill', 'kill', 'die', 'start', 'die'], 1],
  [['kill', 'start', 'die'], 1],
])('%j tells of %i deaths', (actions, deaths) => {
  const told: LoopEvent[] = [];
  const teller = new DeathTeller((event) => told.push(event));
  for (const action of actions) teller.notice({ kind: 'container', pod: 'acme/agent', action });
  expect(told).toEqual(Array(deaths).fill({ kind: 'died', subject: 'pod/acme/agent' }));
});
