import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { stubPod, tenant, write } from './manifests.ts';

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  const pods =
    stubPod('acme/agent').replace('8080}', '8080, stateDir: /data}') + stubPod('acme/second');
  await write(cli, 'tenants/acme.yaml', tenant('acme') + pods);
  await write(cli, 'tenants/globex.yaml', tenant('globex') + stubPod('globex/agent'));
  expect((await cli.run(['apply', '-f', 'tenants', '--yes'])).code).toBe(0);
  return () => cli[Symbol.asyncDispose]();
});

const names = async (): Promise<string> => (await cli.run(['get', 'pods', '-o', 'name'])).stdout;
const volumes = (): string[] => [...cli.world.runtime.volumes.keys()];

test('deleting a pod leaves its volume, its tenant and its neighbours', async () => {
  const { code, stderr } = await cli.run(['delete', 'pod', 'acme/agent', '--yes']);
  expect(code).toBe(0);
  expect(await names()).toBe('pod/acme/second\npod/globex/agent\n');
  expect(volumes()).toContain('agentpod_acme_agent_state');
  expect(stderr).toContain('Kept: volume agentpod_acme_agent_state. Delete it too with --volumes.');
  expect(stderr).toContain('comes back with the next apply');
});

test('--volumes on a terminal wants the name typed', async () => {
  const argv = ['delete', 'pod', 'acme/agent', '--volumes'];
  const wrong = await cli.run(argv, { typed: 'yes\n', columns: 80 });
  expect(wrong.code).toBe(1);
  expect(volumes()).toContain('agentpod_acme_agent_state');
  const right = await cli.run(argv, { typed: 'acme/agent\n', columns: 80 });
  expect(right.code).toBe(0);
  expect(right.stderr).toContain('DATA IS LOST');
  expect(volumes()).not.toContain('agentpod_acme_agent_state');
});

test('deleting a tenant takes its pods and its network', async () => {
  expect((await cli.run(['delete', 'tenant', 'acme', '-y'])).code).toBe(0);
  expect(await names()).toBe('pod/globex/agent\n');
  expect([...cli.world.runtime.networks.keys()]).toEqual(['agentpod_globex']);
});

test('delete -f deletes what the manifests name', async () => {
  expect((await cli.run(['delete', '-f', 'tenants/globex.yaml', '-y'])).code).toBe(0);
  expect(await names()).toBe('pod/acme/agent\npod/acme/second\n');
});

test('delete -f leaves a tenant whose other pods no file names, and says so', async () => {
  await write(cli, 'one.yaml', tenant('acme') + stubPod('acme/agent'));
  const { code, stdout } = await cli.run(['delete', '-f', 'one.yaml', '-y']);
  expect(code).toBe(5);
  expect(stdout).toContain('it still has acme/second, which these files do not name');
  expect(stdout).toContain('agentpod delete tenant acme deletes all');
  expect(await names()).toBe('pod/acme/second\npod/globex/agent\n');
  expect([...cli.world.runtime.networks.keys()]).toContain('agentpod_acme');
});

test('what is not there is looked for without making a state', async () => {
  const opened: boolean[] = [];
  cli.onOpen = ({ readOnly }) => opened.push(readOnly);
  await cli.run(['delete', 'pod', 'acme/agnet', '-y']);
  await write(cli, 'never.yaml', tenant('initech') + stubPod('initech/agent'));
  const nothing = await cli.run(['delete', '-f', 'never.yaml', '-y']);
  expect(nothing).toMatchObject({ code: 0, stdout: 'Nothing to do.\n' });
  expect(opened).toEqual([true, true]);
});

test('a dry run changes nothing', async () => {
  const writes = cli.world.writes;
  const { code, stderr } = await cli.run(['delete', 'tenant', 'acme', '--dry-run']);
  expect(code).toBe(0);
  expect(stderr).toContain('- pod/acme/agent: delete\n');
  expect(cli.world.writes).toBe(writes);
});

test('deleting what is not there is 1 and names the nearest', async () => {
  const { code, stderr } = await cli.run(['delete', 'pod', 'acme/agnet', '-y']);
  expect(code).toBe(1);
  expect(stderr).toContain('did you mean acme/agent?');
});
