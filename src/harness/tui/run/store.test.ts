import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aCrashedPod, aFleetPod } from '../../../../test/fakes/fleet-pods.ts';
import { initialState } from '../state/top-state.ts';
import { TopStore } from './store.ts';

let store: TopStore;
let drawn: number;
const effects: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  const about = {
    instance: 'test',
    server: undefined,
    origin: 'here',
    readOnly: undefined,
    manifests: [],
  };
  store = new TopStore(initialState({ columns: 80, rows: 24 }, about, 0), {
    clock: { now: () => new Date(0) },
    onEffect: (effect) => effects.push(effect),
  });
  drawn = 0;
  store.subscribe(() => {
    drawn += 1;
  });
});
afterEach(() => {
  store.end();
  vi.useRealTimers();
});

it('draws at most ten times a second, however much is told', () => {
  for (let turn = 0; turn < 500; turn += 1) {
    const pod = turn % 2 === 0 ? aFleetPod('acme/agent') : aCrashedPod('acme/agent');
    store.tell({ kind: 'news', news: { kind: 'pod', pod }, now: turn });
    vi.advanceTimersByTime(10);
  }
  expect(drawn).toBeGreaterThan(10);
  expect(drawn).toBeLessThanOrEqual(50);
});

it('shows what was told last, a moment after it was told', () => {
  store.tell({ kind: 'news', news: { kind: 'pods', pods: [aFleetPod('acme/agent')] }, now: 1 });
  expect(store.shown().pods).toHaveLength(0);
  vi.advanceTimersByTime(1000);
  expect(store.shown().pods).toHaveLength(1);
});

it('draws what a key does at once, and says what it asks for', () => {
  store.press(['?']);
  expect([drawn, store.shown().views.length]).toEqual([1, 2]);
  store.press(['q', 'q']);
  expect(effects).toEqual([{ kind: 'quit' }]);
});
