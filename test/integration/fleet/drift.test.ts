import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Diff, type Fleet } from './fleet.ts';
import type { Ran } from './in-process.ts';
import { aStub, aTenant } from './manifests.ts';
import { MEDDLINGS, removeNetwork, strayImage, strayNetwork } from './meddling.ts';

const missing = await whyNoEngine();
const KINDS = Object.entries(MEDDLINGS);
const ON_LOST_NETWORK: PodKey = 'lost/agent';
const KILLED: PodKey = 'acme/killed';
const HEALTHY: PodKey = 'acme/healthy';
const PODS = [...KINDS.map(([name]): PodKey => `acme/${name}`), ON_LOST_NETWORK, KILLED, HEALTHY];

describe.skipIf(missing)(`drift ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let seen: Ran & Diff;
  let healed: Ran;
  let untouched: string;

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { CRM_TOKEN: 'crm-token-of-the-test' });
    const stub = { secrets: { crm: { env: 'CRM_TOKEN' } } };
    await fleet.write('tenants.yaml', aTenant('acme'), aTenant('lost'));
    await fleet.write('pods.yaml', ...PODS.map((pod) => aStub(pod, stub)));
    expect(await fleet.apply('--concurrency', '6')).toMatchObject({ exitCode: 0 });
    untouched = (await fleet.engine.container(HEALTHY)).Id;
    await Promise.all(PODS.map((pod) => fleet.engine.mark(pod)));
    for (const [name, { meddle }] of KINDS) await meddle(fleet, `acme/${name}`);
    await removeNetwork(fleet, ON_LOST_NETWORK);
    process.kill((await fleet.engine.container(KILLED)).State.Pid, 'SIGKILL');
    await isUpAgain(KILLED);
    seen = await fleet.diff();
    healed = await fleet.apply('--concurrency', '6');
  });
  afterAll(async () => {
    const { docker } = fleet.engine;
    await fleet.remove();
    await docker.getNetwork(strayNetwork(fleet)).remove();
    await docker.getImage(strayImage(fleet)).remove();
  });

  /** Docker restarts a killed process by itself, after a tenth of a second. */
  async function isUpAgain(pod: PodKey): Promise<void> {
    const deadline = Date.now() + 5000;
    while (!(await fleet.engine.answers(pod)) && Date.now() < deadline) await sleep(50);
  }

  function driftOf(pod: PodKey): string[] {
    return seen.changes
      .filter(({ subject, section }) => subject === `pod/${pod}` && section === 'drift')
      .map(({ path }) => path);
  }

  it('is shown by diff with exit code 1, and nothing of it as pending', () => {
    expect(seen).toMatchObject({ exitCode: 1, stderr: '' });
    expect(seen.changes.filter(({ section }) => section === 'pending')).toEqual([]);
  });

  it.each(KINDS)('of a pod that is %s is shown and healed', async (name, { path }) => {
    const pod: PodKey = `acme/${name}`;
    expect(driftOf(pod)).toContain(path);

    expect(healed.stdout).toMatch(new RegExp(`^pod/${pod} +healed`, 'm'));
    expect((await fleet.engine.container(pod)).State).toMatchObject({
      Running: true,
      Paused: false,
    });
    expect(await fleet.engine.answers(pod)).toBe(true);
    expect(await fleet.engine.marker(pod)).toBe(pod);
  });

  it('of a tenant whose network is gone is shown and healed, its pods with it', async () => {
    expect(seen.changes).toContainEqual(
      expect.objectContaining({ subject: 'tenant/lost', section: 'drift', path: 'network' }),
    );
    expect(driftOf(ON_LOST_NETWORK)).toContain('container.networks');
    expect(await fleet.engine.answers(ON_LOST_NETWORK)).toBe(true);
    expect(await fleet.engine.marker(ON_LOST_NETWORK)).toBe(ON_LOST_NETWORK);
  });

  it('is none when a process was killed, since Docker has brought it back', async () => {
    expect(driftOf(KILLED)).toEqual([]);
    expect(await fleet.engine.answers(KILLED)).toBe(true);
  });

  it('leaves a pod alone that nobody touched', async () => {
    expect(driftOf(HEALTHY)).toEqual([]);
    expect((await fleet.engine.container(HEALTHY)).Id).toBe(untouched);
  });

  it('is gone after one apply', async () => {
    expect(healed.exitCode).toBe(0);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    expect((await fleet.apply()).stdout).toMatch(/^Nothing to do: \d+ pods up to date/);
  });

  it('in the state volume itself stops the pod until a person decides', async () => {
    const pod: PodKey = 'acme/removed';
    await (await fleet.engine.handle(pod)).remove({ force: true });
    const volume = `agentpod-${fleet.instance}_acme_removed_state`;
    await fleet.engine.docker.getVolume(volume).remove();

    const refused = await fleet.apply();
    expect(refused.exitCode).toBe(7);
    expect(refused.stdout).toContain(`state volume ${volume} is gone`);
    expect(await fleet.engine.containers(pod)).toEqual([]);

    expect(await fleet.apply('--accept-data-loss')).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.answers(pod)).toBe(true);
  });
});
