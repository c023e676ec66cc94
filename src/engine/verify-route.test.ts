import { describe, expect, test } from 'vitest';
import { aPod, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';
import type { RouteVerdict } from '../core/proxy/route-verdict.ts';

const HOST = 'a.acme.example.com';
const desired = {
  tenants: [aTenant()],
  pods: [aPod({ key: 'acme/a', hosts: [HOST] })],
  warnings: [],
};

function fault(reason: 'DnsElsewhere' | 'CertificatePending' | 'OtherPod'): RouteVerdict {
  return { ready: false, reason, message: reason };
}

/** When Traefik was last made to ask the authority. */
function asked(world: World): string | undefined {
  const file = world.runtime.volumes.get('agentpod__routes')?.files.get('_asked.yml');
  return file && new TextDecoder().decode(file.content);
}

async function routeOf(world: World) {
  const { pods } = await world.store.load();
  return pods[0]?.conditions.find(({ type }) => type === 'RouteReady');
}

describe('a certificate that does not come', () => {
  test('is asked for again once DNS is repaired, and not at every pass', async () => {
    const world = new World();
    world.routes.verdicts.set(HOST, fault('DnsElsewhere'));
    await world.apply(desired);
    await world.apply(desired);
    expect(asked(world)).toBeUndefined();

    world.routes.verdicts.set(HOST, fault('CertificatePending'));
    await world.apply(desired);
    const first = asked(world);
    expect(first).toBeDefined();
    expect((await routeOf(world))?.message).toMatch(/asked again at 2026-/);
    await world.apply(desired);
    expect(asked(world)).toBe(first);

    await world.workspace.clock.sleep(31 * 60_000);
    await world.apply(desired);
    expect(asked(world)).not.toBe(first);
  });

  test('is nothing that an authority can be asked for a local name', async () => {
    const world = new World();
    const local = { ...desired, pods: [aPod({ key: 'acme/a', hosts: ['a.acme.test'] })] };
    world.routes.verdicts.set('a.acme.test', fault('CertificatePending'));
    await world.apply(local);
    await world.workspace.clock.sleep(31 * 60_000);
    await world.apply(local);
    expect(asked(world)).toBeUndefined();
  });
});

test('a host that moves is for a moment still where it was', async () => {
  const world = new World();
  const verdicts: RouteVerdict[] = [fault('OtherPod'), fault('OtherPod'), { ready: true }];
  world.routes.verifyRoute = async () => verdicts.shift() ?? { ready: true };
  await world.apply(desired);
  expect(await routeOf(world)).toMatchObject({ status: 'True', reason: 'Verified' });
});

test('a suspended pod has no route that works', async () => {
  const world = new World();
  await world.apply(desired);
  await world.apply({ ...desired, pods: [{ ...aPod(desired.pods[0]), suspended: true }] });
  expect(await routeOf(world)).toMatchObject({ status: 'False', reason: 'Suspended' });
  await world.apply(desired);
  expect(await routeOf(world)).toMatchObject({ status: 'True' });
});
