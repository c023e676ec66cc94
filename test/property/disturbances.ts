import type { World } from '../fakes/world.ts';
import { fc } from './fast-check.ts';

/** What hands, crashes and strangers do to a host behind AgentPod's back. */
type Disturbance = (world: World, pick: number) => void | Promise<void>;

function someContainer(world: World, pick: number): string | undefined {
  const names = [...world.runtime.containers.keys()]
    .filter((name) => name.startsWith('agentpod_'))
    .sort();
  return names.length === 0 ? undefined : names[pick % names.length];
}

function onContainer(change: (world: World, name: string) => void): Disturbance {
  return (world, pick) => {
    const name = someContainer(world, pick);
    if (name !== undefined) change(world, name);
  };
}

const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  removed: onContainer((world, name) => world.runtime.vanish(name)),
  stopped: onContainer((world, name) => world.runtime.crash(name, 0)),
  crashed: onContainer((world, name) => world.runtime.crash(name, 137)),
  'env edited': onContainer((world, name) =>
    world.runtime.mutate(name, (item) => {
      item.spec = { ...item.spec, env: { ...item.spec.env, EXTRA: '1' } };
    }),
  ),
  'memory edited': onContainer((world, name) =>
    world.runtime.mutate(name, (item) => {
      item.spec = { ...item.spec, resources: { ...item.spec.resources, memoryBytes: 1 } };
    }),
  ),
  'network left': onContainer((world, name) =>
    world.runtime.mutate(name, (item) => {
      item.spec = { ...item.spec, networks: [] };
    }),
  ),
  'config edited': onContainer((world, name) => {
    const volume = world.runtime.volumes.get(
      world.runtime.containers.get(name)?.volumes.config ?? '',
    );
    const file = volume?.files.get('openclaw.json');
    if (volume && file)
      volume.files.set('openclaw.json', {
        ...file,
        nanos: 0,
        content: new TextEncoder().encode('{"edited":true}'),
      });
  }),
  'network gone': (world, pick) => {
    const names = [...world.runtime.networks.keys()]
      .filter((name) => name.startsWith('agentpod_'))
      .sort();
    const name = names[pick % Math.max(names.length, 1)];
    if (name === undefined) return;
    world.runtime.networks.delete(name);
    for (const item of world.runtime.containers.values()) {
      if (item.spec.networks.includes(name))
        Object.assign(item, { state: 'exited', spec: { ...item.spec, networks: [] } });
    }
  },
  'memory lost': (world) => world.loseMemory(),
  'token rotated': async (world, pick) => {
    const tokens = await world.store.vault.tokens();
    const pod = tokens[pick % Math.max(tokens.length, 1)]?.pod;
    if (pod !== undefined) await world.store.vault.rotateToken(pod);
  },
  'port taken': (world, pick) => {
    const used = new Set(
      [...world.runtime.containers.values()]
        .filter((item) => item.state === 'running')
        .flatMap((item) => item.spec.publish.map((port) => port.hostPort)),
    );
    const port = 20000 + (pick % 8);
    if (!used.has(port)) world.runtime.busyPorts.add(port);
  },
};

export const disturbance = fc.tuple(fc.constantFrom(...Object.keys(DISTURBANCES)), fc.nat(20));

export async function disturb(world: World, [name, pick]: [string, number]): Promise<void> {
  await DISTURBANCES[name]?.(world, pick);
}
