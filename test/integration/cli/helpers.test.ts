import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerLabels } from '../../../src/core/desired/names.ts';
import { createDockerRuntime } from '../../../src/services/docker/runtime.ts';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';

const missing = await whyNoEngine();

/** Throw-away containers go away in all cases: with a signal, and after a process was killed. */
describe.skipIf(missing)(`helper containers ${missing ?? ''}`, () => {
  const docker = new Docker();
  const runtime = createDockerRuntime();
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
  });
  afterAll(() => fleet.remove());

  const inspect = (name: string) => docker.getContainer(name).inspect();

  async function leaveBehind(name: string): Promise<void> {
    const Labels = { ...ownerLabels(fleet.instance), 'dev.agentpod.helper': 'run-once' };
    await docker.createContainer({ name, Image: STUB_IMAGE, Labels });
  }

  it('that are old are swept, once, and those of others stay', async () => {
    const name = `agentpod-${fleet.instance}_left_over`;
    await leaveBehind(name);
    expect(await runtime.sweepHelpers(fleet.instance, 600)).toBe(0);
    expect(await runtime.sweepHelpers(`${fleet.instance}-b`, 0)).toBe(0);
    expect(await runtime.sweepHelpers(fleet.instance, -5)).toBe(1);
    expect(await runtime.sweepHelpers(fleet.instance, -5)).toBe(0);
    await expect(inspect(name)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('of a run that is interrupted are removed at once', async () => {
    const name = `agentpod-${fleet.instance}_interrupted`;
    const controller = new AbortController();
    const run = runtime.runOnce({
      name,
      image: STUB_IMAGE,
      argv: ['sleep', '60'],
      files: [],
      env: {},
      labels: ownerLabels(fleet.instance),
      timeoutSeconds: 60,
      signal: controller.signal,
    });
    const outcome = run.catch((error: unknown) => error);
    await expect.poll(() => isRunning(name), { timeout: 10_000 }).toBe(true);
    controller.abort();
    expect(await outcome).toMatchObject({ reason: 'Interrupted' });
    await expect(inspect(name)).rejects.toMatchObject({ statusCode: 404 });
  });

  async function isRunning(name: string): Promise<boolean> {
    try {
      return (await inspect(name)).State.Running;
    } catch {
      return false;
    }
  }
});
