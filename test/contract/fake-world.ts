import { FakeRuntime } from '../fakes/fake-runtime.ts';
import type { RuntimeWorld } from './runtime-world.ts';

const IMAGE = 'agentpod/stub-agent:1';

/** A world in memory. */
export async function makeFakeWorld(): Promise<RuntimeWorld> {
  const runtime = new FakeRuntime({ [IMAGE]: 'sha256:stub' });
  return {
    runtime,
    instance: 'contract',
    image: IMAGE,
    ports: { first: 20_000, last: 20_009 },
    octet: 1,
    async occupyPort(port) {
      runtime.busyPorts.add(port);
    },
    async makeForeign(name) {
      runtime.addForeign(name);
    },
    async cleanUp() {},
  };
}
