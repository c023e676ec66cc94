import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { openclawPod, stubPod, tenant, write } from './manifests.ts';

let cli: CliBench;
const VALUE = 'hunter2-canary';

beforeEach(async () => {
  cli = await CliBench.open();
  const pod = stubPod('acme/agent', '  secrets: {crm: {secret: crm}}\n');
  await write(cli, 'acme.yaml', tenant('acme') + pod + stubPod('acme/other'));
  return () => cli[Symbol.asyncDispose]();
});

const set = (value: string) => cli.run(['secret', 'set', 'acme', 'crm'], { piped: `${value}\n` });
const apply = () => cli.run(['apply', '-f', 'acme.yaml', '--yes']);

test('a value comes from stdin, and no command prints it', async () => {
  const stored = await set(VALUE);
  expect(stored).toMatchObject({ code: 0, stdout: '' });
  expect(stored.stderr).toContain('Stored crm for tenant acme, version 1.');
  expect(await apply()).toMatchObject({ code: 0 });
  for (const argv of [
    ['secret', 'list'],
    ['secret', 'list', '-o', 'json'],
    ['get', 'pods', '-o', 'yaml'],
    ['describe', 'pod', 'acme/agent'],
    ['audit', '-o', 'json'],
    ['events', '-o', 'json'],
    ['plan', '-f', 'acme.yaml', '-v', '-o', 'json'],
  ]) {
    const { code, stdout, stderr } = await cli.run(argv);
    expect(code, argv.join(' ')).toBe(0);
    expect(stdout + stderr).not.toContain(VALUE);
  }
});

test('the list says what is stored, which version, and who uses it', async () => {
  await set(VALUE);
  await apply();
  const { stdout } = await cli.run(['secret', 'list', 'acme']);
  expect(stdout).toMatch(/TENANT +NAME +VERSION +AGE +FINGERPRINT +USED BY\nacme +crm +1 /);
  expect(stdout).toContain('acme/agent');
  expect((await cli.run(['secret', 'list', 'globex'])).stderr).toBe('No stored secrets.\n');
});

test('a tenant that has no record yet gets one, with the subnet of a plan', async () => {
  expect((await set(VALUE)).stderr).toContain('Tenant acme was not on record');
  expect((await cli.world.store.load()).tenants).toMatchObject([
    { name: 'acme', subnet: '10.213.0.0/25', storedSecrets: ['crm'] },
  ]);
});

test('with an empty state over pods that run, nothing is stored', async () => {
  await set(VALUE);
  await apply();
  cli.world.loseMemory();
  cli.workspace = { ...cli.workspace, store: cli.world.store };
  const { code, stderr } = await set(VALUE);
  expect(code).toBe(1);
  expect(stderr).toContain('agentpod state rebuild');
});

test('a secret in use is not deleted; one that is not asks for its name', async () => {
  await set(VALUE);
  await apply();
  const argv = ['secret', 'delete', 'acme', 'crm'];
  expect(await cli.run([...argv, '-y'])).toMatchObject({ code: 7 });
  await write(cli, 'acme.yaml', tenant('acme') + stubPod('acme/agent') + stubPod('acme/other'));
  await apply();
  expect(await cli.run(argv, { typed: 'yes\n' })).toMatchObject({ code: 1 });
  expect(await cli.run(argv, { typed: 'crm\n' })).toMatchObject({ code: 0 });
  expect(await cli.run([...argv, '-y'])).toMatchObject({ code: 1 });
});

const applyGateways = async () => {
  const gateways = openclawPod('acme/agent') + openclawPod('acme/other');
  await write(cli, 'acme.yaml', tenant('acme') + gateways + stubPod('acme/plain'));
  expect(await apply()).toMatchObject({ code: 0 });
};

test('a token is printed alone, on stdout, and that is written down', async () => {
  await applyGateways();
  const { code, stdout } = await cli.run(['token', 'show', 'acme/agent', '--actor', 'alice']);
  expect(code).toBe(0);
  const token = await cli.world.store.gatewayToken('acme/agent');
  expect(stdout).toBe(`${token?.reveal()}\n`);
  expect(await cli.world.store.audit({ limit: 1 })).toMatchObject([
    { actor: 'alice', action: 'token show', subject: 'pod/acme/agent', result: 'version 1' },
  ]);
  const wrong = await cli.run(['token', 'show', 'acme/agnet']);
  expect(wrong.stderr).toContain('did you mean acme/agent?');
});

test('a generic agent has no gateway, so its token is neither listed, shown nor rotated', async () => {
  await applyGateways();
  const pods = JSON.parse((await cli.run(['token', 'list', '-o', 'json'])).stdout).items.map(
    ({ pod }: { readonly pod: string }) => pod,
  );
  expect(pods).toEqual(['acme/agent', 'acme/other']);
  for (const argv of [['show'], ['rotate', '-y']]) {
    const { code, stdout, stderr } = await cli.run(['token', ...argv, 'acme/plain']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('pod acme/plain has no gateway token');
  }
  const { stderr } = await cli.run(['token', 'rotate', '--all', '-y']);
  expect(stderr).toContain('acme/agent: token version 2');
  expect(stderr).not.toContain('acme/plain');
  await write(cli, 'acme.yaml', tenant('acme') + stubPod('acme/plain'));
  await cli.run(['apply', '-f', 'acme.yaml', '--yes', '--prune', '--max-deletes', '2']);
  expect((await cli.run(['token', 'list'])).stderr).toBe('No gateways, so no tokens.\n');
});

test('tokens are rotated one by one or all at once, never without a yes', async () => {
  await applyGateways();
  const versions = async () =>
    (await cli.world.store.vault.tokens()).slice(0, 2).map(({ version }) => version);
  const one = ['token', 'rotate', 'acme/agent'];
  expect(await cli.run(one, { typed: 'no\n' })).toMatchObject({ code: 1 });
  expect(await cli.run(one)).toMatchObject({ code: 2 });
  expect(await versions()).toEqual([1, 1]);
  expect(await cli.run(one, { typed: 'yes\n' })).toMatchObject({ code: 0 });
  expect(await versions()).toEqual([2, 1]);
  expect(await cli.run(['token', 'rotate', '--all', '-y'])).toMatchObject({ code: 0 });
  expect(await versions()).toEqual([3, 2]);
  expect(await cli.run(['token', 'rotate', 'acme/agent', '--all'])).toMatchObject({ code: 2 });
});

test('the list of tokens tells which are not in use yet', async () => {
  await write(
    cli,
    'acme.yaml',
    tenant('acme') +
      stubPod('acme/agent')
        .replace(/agent: generic\n {2}image: \S+/, 'image: ghcr.io/openclaw/openclaw:2026.9.6')
        .replace(/ {2}generic: .*\n/, ''),
  );
  expect(await apply()).toMatchObject({ code: 0 });
  const listed = async () => (await cli.run(['token', 'list'])).stdout;
  expect(await listed()).toMatch(/acme\/agent +1 +\S+ +never +\S+ +yes\n/);
  await cli.run(['token', 'rotate', 'acme/agent', '-y']);
  expect(await listed()).toMatch(/acme\/agent +2 +\S+ +\S+Z +\S+ +after apply\n/);
  const { stdout } = await cli.run(['diff', '-f', 'acme.yaml']);
  expect(stdout).toContain('gateway-token');
  expect(stdout).toContain('(sensitive');
  await apply();
  expect(await listed()).toMatch(/acme\/agent +2 .* yes\n/);
});
