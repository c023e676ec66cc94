import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo } from './manifests.ts';

/** READY is what agents say now, not what was true at the last apply. */
const CONTAINER = 'agentpod_acme_agent_g1';
const REMOTE = { env: { DOCKER_HOST: 'tcp://engine:2375' } };

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await applyTwo(cli);
  return () => cli[Symbol.asyncDispose]();
});

const status = async (options = {}): Promise<Record<string, unknown>> => {
  const { stdout } = await cli.run(['get', 'pod', 'acme/agent', '-o', 'json'], options);
  return JSON.parse(stdout).items[0].status;
};

function restartedAt(startedAt: string): void {
  cli.world.runtime.mutate(CONTAINER, (container) => Object.assign(container, { startedAt }));
}

test('a pod whose agent does not answer is not ready, whatever the records say', async () => {
  cli.world.runtime.probes.set(20_000, { ready: false, message: '503 status "draining"' });
  expect(await status()).toMatchObject({
    state: 'NotReady',
    ready: false,
    readiness: 'False',
    readinessMessage: '503 status "draining"',
    conditions: expect.arrayContaining([
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'SeenNow' }),
    ]),
  });
  const { stdout } = await cli.run(['describe', 'acme/agent']);
  expect(stdout).toContain('Ready:        no (503 status "draining")');
  expect((await cli.run(['get', 'tenants'])).stdout).toMatch(/^acme +1 +0\/1 /m);
});

test('an agent that was restarted a moment ago is starting', async () => {
  cli.world.runtime.probes.set(20_000, { ready: false, message: 'connection refused' });
  restartedAt(cli.world.workspace.clock.now().toISOString());
  expect(await status()).toMatchObject({ state: 'Starting', ready: false });
});

test('where an agent cannot be asked, a start since the last look makes it unknown', async () => {
  expect(await status(REMOTE)).toMatchObject({ readiness: 'True' });
  restartedAt('2027-01-01T00:00:00Z');
  expect(await status(REMOTE)).toMatchObject({
    state: 'Running',
    ready: false,
    readiness: 'Unknown',
    readinessMessage: 'not known since its restart',
  });
  expect((await cli.run(['get', 'pods'], REMOTE)).stdout).toMatch(/acme\/agent +Running +unknown/);
});

test('only agents that are shown are asked', async () => {
  const asked: number[] = [];
  const { runtime } = cli.world;
  const { probe } = runtime;
  runtime.probe = (port, spec) => {
    asked.push(port);
    return probe.call(runtime, port, spec);
  };
  await cli.run(['get', 'pods', '--tenant', 'globex']);
  await cli.run(['describe', 'acme/agent']);
  await cli.run(['get', 'pods', '-o', 'name']);
  expect(asked).toEqual([20_001, 20_000]);
});

test('a pod that was never committed shows what its container says', async () => {
  const { load } = cli.workspace.store;
  const store = {
    ...cli.workspace.store,
    load: async () => {
      const records = await load.call(cli.workspace.store);
      const pods = records.pods.map((pod) => ({ ...pod, applied: undefined, generation: 0 }));
      return { ...records, pods };
    },
  };
  cli.workspace = { ...cli.workspace, store };
  const { stdout } = await cli.run(['get', 'pod', 'acme/agent', '-o', 'json']);
  expect(JSON.parse(stdout).items[0]).toMatchObject({
    metadata: { generation: 1 },
    status: { resources: { cpus: 0.5, memoryBytes: 64 * 1024 ** 2 } },
  });
  const table = await cli.run(['get', 'pods']);
  expect(table.stdout).toMatch(/acme\/agent .* 64Mi /);
});

test('conditions of a pod whose process has ended are no longer those that it left', async () => {
  await applyTwo(cli);
  const key = 'acme/agent';
  const { pods } = await cli.world.store.load();
  const record = pods.find((each) => each.key === key);
  const base = { reason: 'X', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' } as const;
  await cli.world.store.setConditions(key, [
    ...(record?.conditions ?? []),
    { ...base, type: 'RouteReady', status: 'True', observedGeneration: 1 },
    { ...base, type: 'ChannelsReady', status: 'True', observedGeneration: 1 },
  ]);
  cli.world.runtime.crash('agentpod_acme_agent_g1');
  const { stdout } = await cli.run(['get', 'pod', key, '-o', 'json']);
  const [pod] = JSON.parse(stdout).items;
  const shown = pod.status.conditions.map(
    ({ type, status, reason }: { type: string; status: string; reason: string }) =>
      `${type} ${status} ${reason}`,
  );
  expect(shown).toEqual(
    expect.arrayContaining([
      'Ready False NotRunning',
      'GatewayReady False NotRunning',
      'RouteReady Unknown GatewayNotReady',
      'ChannelsReady Unknown GatewayNotReady',
    ]),
  );
  for (const goal of ['Ready=False', 'GatewayReady=False', 'ChannelsReady=Unknown']) {
    const ran = await cli.run(['wait', key, `--for=condition=${goal}`, '--timeout=0']);
    expect(ran.code, ran.stderr).toBe(0);
  }
  expect((await cli.run(['describe', 'pod', key])).stdout).toMatch(/ChannelsReady +Unknown/);
});
