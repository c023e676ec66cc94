import { networkName } from '../../src/core/desired/names.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import { type FakeContainer, UP } from '../fakes/fake-objects.ts';
import type { Town } from './town.ts';
import { WITH_STATE } from './wishes.ts';

type Act = (town: Town, pod: PodKey) => void;

/** On the newest container of the pod, if it has one. */
function onContainer(act: (town: Town, name: string, container: FakeContainer) => void): Act {
  return (town, pod) => {
    const [found] = town.engine.containersOf(pod).toReversed();
    if (found !== undefined) act(town, ...found);
  };
}

function edited(action: string, change: (container: FakeContainer) => void): Act {
  return onContainer((town, name) => town.engine.change(name, action, change));
}

/** What people, crashes and strangers do to a host behind AgentPod's back. */
export const HAND_ACTS = {
  'kill the process': onContainer((town, name) => town.engine.crash(name)),
  hang: onContainer((town, name) => town.engine.hang(name)),
  'docker stop': onContainer((town, name, { state }) => {
    if (!UP.has(state)) return;
    town.engine.change(name, 'die', (container) => {
      Object.assign(container, { state: 'exited', exitCode: 143 });
    });
  }),
  'docker rm -f': onContainer((town, name) => town.engine.vanish(name)),
  'docker pause': onContainer((town, name, { state }) => {
    if (state !== 'running') return;
    town.engine.change(name, 'pause', (container) => {
      container.state = 'paused';
    });
  }),
  'docker start': onContainer((town, name, { state }) => {
    if (state !== 'exited') return;
    void town.engine.host.startContainer(name).then(
      () => town.engine.change(name, 'start', () => undefined),
      () => undefined,
    );
  }),
  'docker update': edited('update', (container) => {
    const { resources } = container.spec;
    container.spec = { ...container.spec, resources: { ...resources, memoryBytes: 1 } };
  }),
  'docker rename': onContainer((town, name, container) => {
    const { containers } = town.engine.host;
    if (containers.has(`renamed-${name}`)) return;
    containers.delete(name);
    containers.set(`renamed-${name}`, container);
    town.engine.change(`renamed-${name}`, 'rename', () => undefined);
  }),
  'docker network disconnect': (town, pod) => {
    const network = networkOf(pod);
    onContainer((_, __, container) => {
      const networks = container.spec.networks.filter((each) => each !== network);
      container.spec = { ...container.spec, networks };
    })(town, pod);
    town.engine.events.tell({ kind: 'network', network, action: 'disconnect' });
  },
  'docker network rm': (town, pod) => {
    const network = networkOf(pod);
    const { networks, containers } = town.engine.host;
    if (!networks.delete(network)) return;
    for (const container of containers.values()) {
      if (!container.spec.networks.includes(network)) continue;
      container.spec = { ...container.spec, networks: [] };
    }
    town.engine.events.tell({ kind: 'network', network, action: 'destroy' });
  },
  'the config is removed': removeWithVolume('config'),
  'the state is removed': (town, pod) => {
    if (!WITH_STATE.has(pod)) return;
    removeWithVolume('state')(town, pod);
  },
  'the config is edited': onContainer((town, _, { volumes }) => {
    const volume = town.engine.host.volumes.get(volumes.config ?? '');
    const file = volume?.files.get('openclaw.json');
    const content = new TextEncoder().encode('{"edited":true}');
    if (file) volume?.files.set('openclaw.json', { ...file, nanos: 0, content });
  }),
  'a stranger takes the next name': (town, pod) => {
    const base = `agentpod_${pod.replace('/', '_')}_g`;
    const { containers } = town.engine.host;
    const free = [1, 2, 3, 4, 5, 6].map((n) => `${base}${n}`).find((name) => !containers.has(name));
    if (free !== undefined) town.engine.host.addForeign(free);
  },
  'a stranger takes a port': (town, pod) => {
    town.engine.host.busyPorts.add(20_000 + (pod.length % 3));
  },
  'rules are removed': (town) => {
    town.firewall.rules = undefined;
  },
} as const satisfies Readonly<Record<string, Act>>;

export type HandAct = keyof typeof HAND_ACTS;

function networkOf(pod: PodKey): string {
  return networkName('default', pod.split('/')[0] ?? '');
}

/** A volume that a container uses can only go with it. */
function removeWithVolume(role: 'config' | 'state'): Act {
  return onContainer((town, name, container) => {
    const volume = container.volumes[role];
    if (volume === undefined) return;
    const users = [...town.engine.host.containers.values()].filter((each) =>
      Object.values(each.volumes).includes(volume),
    );
    if (users.length > 1) return;
    town.engine.vanish(name);
    const lost = town.engine.host.volumes.get(volume);
    town.engine.host.volumes.delete(volume);
    if (role === 'state' && lost) town.lose(volume, lost);
  });
}
