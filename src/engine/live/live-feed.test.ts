import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';
import { systemClock } from '../../services/system-clock.ts';
import { LiveFeed } from './live-feed.ts';

const DESIRED = { tenants: [aTenant()], pods: [aPod({ key: 'acme/agent' })], warnings: [] };

test('an Engine that is away is told once, and what is missing comes when it is back', async () => {
  const world = new World();
  await world.apply(DESIRED);
  const reported: unknown[] = [];
  const feed = new LiveFeed({
    clock: systemClock,
    random: Math.random,
    local: true,
    report: (error) => reported.push(error),
  });
  const { workspace } = world;
  const observe = workspace.runtime.observe.bind(workspace.runtime);
  let tries = 0;
  const runtime = Object.assign(Object.create(workspace.runtime), {
    observe: async (request: Parameters<typeof observe>[0]) => {
      tries += 1;
      if (tries <= 2) throw new Error('away');
      return observe(request);
    },
  });
  const end = new AbortController();
  const messages = feed.follow({ ...workspace, runtime }, undefined, { signal: end.signal });
  const first = messages.next();
  const passed = { kind: 'passed', seconds: 1, subjects: 1, failed: 0, idle: true } as const;
  const nudge = setInterval(() => feed.onLoopEvent(passed), 20);
  expect((await first).value).toMatchObject({ event: 'snapshot' });
  clearInterval(nudge);
  expect(reported).toEqual([new Error('away')]);
  end.abort();
  expect(await messages.next()).toEqual({ value: undefined, done: true });
  expect(feed.isFollowed).toBe(false);
});

test('an agent that goes silent is found without anybody telling', async () => {
  const world = new World();
  await world.apply(DESIRED);
  const feed = new LiveFeed({
    clock: systemClock,
    random: Math.random,
    local: true,
    report: () => undefined,
  });
  const end = new AbortController();
  const messages = feed.follow(world.workspace, undefined, { signal: end.signal });
  await messages.next();
  world.runtime.probes.set(20_000, { ready: false, contact: 'silent', message: 'no answer' });
  feed.onLoopEvent({ kind: 'unhealthy', subject: 'pod/acme/agent', message: '', policy: 'none' });
  for await (const { event, data } of messages) {
    if (event === 'pod' && JSON.parse(data).status.readinessMessage === 'no answer') break;
  }
  end.abort();
  expect(feed.isFollowed).toBe(false);
});
