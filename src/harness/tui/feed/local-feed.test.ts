import { beforeEach, expect, it } from 'vitest';
import { aPod, aTenant } from '../../../../test/builders.ts';
import { World } from '../../../../test/fakes/world.ts';
import type { DesiredState } from '../../../core/model/desired.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { systemClock } from '../../../services/system-clock.ts';
import type { FleetNews } from '../fleet.ts';
import { localFeed } from './local-feed.ts';

const DESIRED: DesiredState = {
  tenants: [aTenant()],
  pods: [aPod({ key: 'acme/agent' })],
  warnings: [],
};

let world: World;
let news: FleetNews[];
let opens: (() => Promise<Workspace>)[];

beforeEach(async () => {
  world = new World();
  await world.apply(DESIRED);
  news = [];
  opens = [];
});

/** Follows until the news are as wanted. */
async function follow(
  load: (() => Promise<DesiredState>) | undefined,
  enough: () => boolean,
): Promise<void> {
  // The world's own time never passes by itself, and the feed waits for it.
  const workspace = { ...world.workspace, clock: systemClock };
  const end = new AbortController();
  const open = async () => (await opens.shift()?.()) ?? workspace;
  const feed = localFeed({ openWorkspace: open, origin: 'here', load, local: true });
  const following = feed.follow((each) => news.push(each), end.signal);
  await expect.poll(enough, { timeout: 15_000 }).toBe(true);
  end.abort();
  await following;
}

const told = <Kind extends FleetNews['kind']>(kind: Kind) =>
  news.filter((each): each is Extract<FleetNews, { kind: Kind }> => each.kind === kind);

it('tells pods, what they use, events, and the plan of the manifests', async () => {
  world.runtime.crash('agentpod_acme_agent_g1');
  await follow(
    async () => DESIRED,
    () => told('usage').length > 0 && told('events').length > 0,
  );
  expect(told('pods')[0]?.pods[0]).toMatchObject({
    key: 'acme/agent',
    json: { status: { state: 'Crashed' } },
  });
  expect(told('plan')[0]?.plan.subjects).toContainEqual(
    expect.objectContaining({ subject: 'pod/acme/agent', verdict: 'heal' }),
  );
});

it('shows the pods also while the manifests are broken, and without any', async () => {
  await follow(
    async () => {
      throw new Error('tenants/acme.yaml:3:1 is broken');
    },
    () => told('pods').length > 0,
  );
  expect(told('no-plan')[0]?.message).toContain('is broken');
  news = [];
  await follow(undefined, () => told('pods').length > 0);
  expect(told('no-plan')[0]?.message).toContain('-f PATH');
});

it('says what it cannot reach, and goes on when it is back', async () => {
  opens.push(async () => {
    throw new Error('the Engine is away');
  });
  await follow(undefined, () => told('pods').length > 0);
  expect(news[0]).toEqual({ kind: 'lost', message: 'the Engine is away' });
});
