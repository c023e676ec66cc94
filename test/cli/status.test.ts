import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo } from './manifests.ts';

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await applyTwo(cli);
  return () => cli[Symbol.asyncDispose]();
});

test('status says in one line that all is well', async () => {
  const { code, stdout } = await cli.run(['status']);
  expect([code, stdout]).toEqual([0, '2 pods of 2 tenants: 2 up\n']);
});

test('status names who is not well, and still ends with 0', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { code, stdout } = await cli.run(['status']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2 pods of 2 tenants: 1 up, 1 down\n\nPOD/);
  expect(stdout).toMatch(/globex\/agent +Crashed/);
  const json = await cli.run(['status', '-o', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    kind: 'FleetStatus',
    counts: { up: 1, down: 1 },
  });
});

test('status of one tenant', async () => {
  const { stdout } = await cli.run(['status', '--tenant', 'acme']);
  expect(stdout).toBe('1 pod of 1 tenant: 1 up\n');
});

test('top needs a terminal, and names what does not', async () => {
  const { code, stderr } = await cli.run(['top']);
  expect(code).toBe(2);
  expect(stderr).toContain('agentpod status, or agentpod get pods -w');
});

test('top says what is wrong with a server before it takes the screen', async () => {
  const terminal = { typed: '', columns: 80 };
  const env = { AGENTPOD_SERVER: 'http://127.0.0.1:1' };
  const away = await cli.run(['top'], { ...terminal, env });
  expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('cannot be reached')]);
  const both = await cli.run(['top', '-f', '.', '--server', 'local'], terminal);
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('-f and a server')]);
  expect(away.stdout + both.stdout).toBe('');
});

test('get pods -w shows all, then each that changes, until it is stopped', async () => {
  const shown: string[] = [];
  cli.world.workspace.clock.sleep = async () => {
    shown.push('look');
    if (shown.length === 1) cli.world.runtime.crash('agentpod_globex_agent_g1');
    if (shown.length === 2) {
      await cli.world.runtime.removeContainer('agentpod_acme_agent_g1');
      await cli.world.store.forgetPod('acme/agent');
    }
    if (shown.length === 3) cli.signal('SIGINT');
  };
  const { code, stdout } = await cli.run(['get', 'pods', '-w']);
  expect(code).toBe(130);
  expect(stdout.split('\n').map((line) => line.split(/ +/).slice(0, 2).join(' '))).toEqual([
    'NAME STATE',
    'acme/agent Running',
    'globex/agent Running',
    'globex/agent Crashed',
    'acme/agent Removed',
    '',
  ]);
});

test.each([
  [['get', 'tenants', '-w'], 'watches pods only'],
  [['get', 'pods', '-w', '-o', 'yaml'], 'no -o yaml'],
])('%j is refused', async (argv, why) => {
  const { code, stderr } = await cli.run(argv);
  expect([code, stderr.includes(why)]).toEqual([2, true]);
});
