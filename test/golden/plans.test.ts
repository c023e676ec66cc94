import { describe, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { aPod } from '../builders.ts';
import { World } from '../fakes/world.ts';
import { base, type Case, describePlans, fleetOf, PRUNE, pod } from './plan-case.ts';

const container = 'agentpod_acme_agent_g1';

const CASES: readonly Case[] = [
  { title: 'an empty host', desired: fleetOf(pod) },
  { title: 'nothing to do', before: fleetOf(pod), desired: fleetOf(pod) },
  {
    title: 'another model is a hot change',
    before: fleetOf(pod),
    desired: fleetOf(
      aPod({ ...base, spec: { ...base.spec, model: { primary: 'openai/gpt-5-mini' } } }),
    ),
  },
  {
    title: 'another image is a new generation, and the old one is kept until it is ready',
    before: fleetOf(pod),
    desired: fleetOf(
      aPod({ ...base, spec: { ...base.spec, image: 'ghcr.io/openclaw/openclaw:2026.9.7' } }),
    ),
  },
  {
    title: 'an image that is not there is pulled before anything stops',
    before: fleetOf(pod),
    desired: fleetOf(
      aPod({ ...base, spec: { ...base.spec, image: 'ghcr.io/openclaw/openclaw:2026.10.1' } }),
    ),
  },
  {
    title: 'suspended',
    before: fleetOf(pod),
    desired: fleetOf(aPod({ ...base, suspended: true })),
  },
  { title: 'resumed', before: fleetOf(aPod({ ...base, suspended: true })), desired: fleetOf(pod) },
  {
    title: 'stopped by hand',
    before: fleetOf(pod),
    disturb: (world) => world.runtime.crash(container, 0),
    desired: fleetOf(pod),
  },
  {
    title: 'removed by hand',
    before: fleetOf(pod),
    disturb: (world) => void world.runtime.containers.delete(container),
    desired: fleetOf(pod),
  },
  {
    title: 'limits edited by hand',
    before: fleetOf(pod),
    disturb: (world) =>
      world.runtime.mutate(container, (item) => {
        item.spec = { ...item.spec, resources: { ...item.spec.resources, cpus: 8 } };
      }),
    desired: fleetOf(pod),
  },
  {
    title: 'config edited inside the pod',
    before: fleetOf(pod),
    disturb: (world) => {
      const volume = world.runtime.volumes.get('agentpod_acme_agent_config_g1');
      const file = volume?.files.get('openclaw.json');
      if (!volume || !file) throw new Error('no config');
      const config = JSON.parse(new TextDecoder().decode(file.content));
      config.agents.defaults.model.primary = 'openai/gpt-4';
      volume.files.set('openclaw.json', {
        ...file,
        nanos: 0,
        content: new TextEncoder().encode(JSON.stringify(config)),
      });
    },
    desired: fleetOf(pod),
  },
  {
    title: 'container and state volume gone: starting over needs a word',
    before: fleetOf(pod),
    disturb: (world) => {
      world.runtime.containers.clear();
      world.runtime.volumes.clear();
    },
    desired: fleetOf(pod),
  },
  {
    title: 'a pass that died after stopping the old generation is finished',
    before: fleetOf(pod),
    disturb: async (world) => {
      world.killBeforeWrite(6);
      const next = fleetOf(aPod({ ...base, spec: { ...base.spec, env: { MODE: 'x' } } }));
      await world.apply(next).catch(() => undefined);
      world.revive();
    },
    desired: fleetOf(aPod({ ...base, spec: { ...base.spec, env: { MODE: 'x' } } })),
  },
  {
    title: 'a name that a stranger holds blocks one pod and no other',
    disturb: (world) =>
      void world.runtime.volumes.set('agentpod_acme_agent_state', { labels: {}, files: new Map() }),
    desired: fleetOf(pod, aPod({ key: 'globex/agent' })),
  },
  {
    title: 'a host of a running pod that the manifests do not name is refused',
    before: fleetOf(aPod({ key: 'globex/agent', hosts: ['agent.acme.example.com'] })),
    desired: fleetOf(pod),
  },
  {
    title: 'a pod that is not known to be ready is waited for',
    before: fleetOf(pod),
    disturb: async (world) => {
      await world.store.setConditions('acme/agent', []);
    },
    desired: fleetOf(pod),
  },
  {
    title: 'left alone without prune',
    before: fleetOf(pod, aPod({ key: 'globex/agent' })),
    desired: fleetOf(pod),
  },
  {
    title: 'pruned',
    before: fleetOf(pod, aPod({ key: 'globex/agent' })),
    desired: fleetOf(pod),
    options: PRUNE,
  },
  {
    title: 'a mass delete is refused',
    before: fleetOf(pod, aPod({ key: 'globex/agent' }), aPod({ key: 'initech/agent' })),
    desired: fleetOf(pod),
    options: PRUNE,
  },
  {
    title: 'an empty source deletes nothing',
    before: fleetOf(pod),
    desired: fleetOf(),
    options: PRUNE,
  },
];

describePlans('golden plans', CASES);

describe('a new generation that fails', () => {
  test('brings the old one back, says so, and leaves nothing of itself', async () => {
    const world = new World();
    await world.apply(fleetOf(pod));
    const next = fleetOf(
      aPod({ ...base, spec: { ...base.spec, image: 'ghcr.io/openclaw/openclaw:2026.9.7' } }),
    );
    world.runtime.failNext(
      'startContainer',
      new AgentPodError('Transient', 'EngineError', 'no space left on device'),
    );
    const result = await world.apply(next);
    expect(result.subjects.find((item) => item.subject === 'pod/acme/agent')).toMatchObject({
      outcome: 'rolled-back',
      message: 'no space left on device',
    });
    const pods = [...world.runtime.containers].filter(([name]) => !name.startsWith('agentpod__'));
    expect(pods.map(([name, item]) => [name, item.state])).toEqual([[container, 'running']]);
    expect([...world.runtime.volumes.keys()].filter((name) => name.endsWith('_g2'))).toEqual([]);
  });

  test('of one pod does not stop the others', async () => {
    const world = new World();
    world.runtime.failNext(
      'createContainer',
      new AgentPodError('Transient', 'EngineError', 'boom'),
    );
    const result = await world.apply(fleetOf(pod, aPod({ key: 'globex/agent' })));
    const outcomes = Object.fromEntries(
      result.subjects.map((item) => [item.subject, item.outcome]),
    );
    expect(outcomes).toEqual({
      'proxy/traefik': 'created',
      'tenant/acme': 'created',
      'tenant/globex': 'created',
      'firewall/egress': 'created',
      'pod/acme/agent': 'failed',
      'pod/globex/agent': 'created',
    });
  });
});
