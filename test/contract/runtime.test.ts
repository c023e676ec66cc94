import { describe, it } from 'vitest';
import { makeDockerWorld, whyNoEngine } from './docker-world.ts';
import { makeFakeWorld } from './fake-world.ts';
import { describeRuntime } from './runtime.contract.ts';

describeRuntime('fake runtime', makeFakeWorld);

const missing = await whyNoEngine();
if (missing === undefined) {
  describeRuntime('Docker runtime', makeDockerWorld);
} else {
  describe('Docker runtime', () => {
    it.skip(`needs an Engine: ${missing}`, () => undefined);
  });
}
