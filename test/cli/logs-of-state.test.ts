/** `events` and `audit`: what they show, and what the other commands leave in them. */

import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo, stubPod, write } from './manifests.ts';

const ENV = { AGENTPOD_ACTOR: 'alice@laptop' };

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await applyTwo(cli);
  return () => cli[Symbol.asyncDispose]();
});

const audit = async () => {
  const { stdout } = await cli.run(['audit', '-o', 'json']);
  return JSON.parse(stdout).items as Record<string, unknown>[];
};

test('events come oldest first, a line each', async () => {
  const { code, stdout } = await cli.run(['events', '--tenant', 'acme']);
  expect(code).toBe(0);
  expect(stdout).toBe(`\
2026-11-24T00:00:00Z  Normal   Created      tenant/acme               new in the manifests
2026-11-24T00:00:00Z  Normal   Created      pod/acme/agent            new in the manifests
`);
});

test('events are chosen by type, age and number', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  await cli.run(['apply', '-f', 'tenants', '--yes']);
  const reasons = async (...flags: string[]) =>
    JSON.parse((await cli.run(['events', '-o', 'json', ...flags])).stdout).items.map(
      (event: { reason: string }) => event.reason,
    );
  expect(await reasons('--limit', '1')).toEqual(['Healed']);
  expect(await reasons('--type', 'warning')).toEqual([]);
  expect(await reasons('--since', '1h')).toHaveLength(6);
});

test('no events of a misspelt tenant is explained', async () => {
  expect(await cli.run(['events', '--tenant', 'acmee'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: there is no tenant acmee\nhint: did you mean acme?\n',
  });
  const { code, stderr } = await cli.run(['events', '--type', 'Warning']);
  expect([code, stderr]).toEqual([0, 'No events.\n']);
});

test('events -w shows what is there, goes on as they come, and ends with the signal', async () => {
  const running = cli.run(['events', '-w', '--tenant', 'globex', '-o', 'json']);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { store } = cli.world;
  const event = { type: 'Warning', reason: 'Crashed', message: 'exit 137' } as const;
  await store.appendEvents([
    { ...event, subject: 'pod/acme/agent' },
    { ...event, subject: 'pod/globex/agent' },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  cli.signal('SIGINT');
  const { code, stdout } = await running;
  expect(code).toBe(130);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ subject, reason }) => `${subject} ${reason}`)).toEqual([
    'tenant/globex Created',
    'pod/globex/agent Created',
    'pod/globex/agent Crashed',
  ]);
});

test('an apply is audited: when it starts, and for each subject that it changed', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  await cli.run(['apply', '-f', 'tenants', '--yes'], { env: ENV });
  const entries = (await audit()).slice(-2);
  const common = { actor: 'alice@laptop', action: 'apply' };
  expect(entries).toMatchObject([
    { ...common, result: 'started' },
    { ...common, subject: 'pod/globex/agent', result: 'healed' },
  ]);
  const [fingerprint, ...others] = new Set(entries.map((entry) => entry['planFingerprint']));
  expect(others).toEqual([]);
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test('an apply that has nothing to do, and a dry run, leave no trace', async () => {
  const before = await audit();
  await cli.run(['apply', '-f', 'tenants', '--yes']);
  await write(cli, 'tenants/new.yaml', stubPod('acme/second'));
  await cli.run(['apply', '-f', 'tenants', '--dry-run']);
  await cli.run(['delete', 'pod', 'acme/agent', '--dry-run']);
  expect(await audit()).toEqual(before);
});

test('a delete and a refusal are audited, with who asked by --actor', async () => {
  await cli.run(['delete', 'pod', 'acme/agent', '--yes', '--actor', 'ci #42']);
  expect((await audit()).slice(-3)).toMatchObject([
    { actor: 'ci #42', action: 'delete', result: 'started' },
    { actor: 'ci #42', action: 'delete', subject: 'firewall/egress', result: 'updated' },
    { actor: 'ci #42', action: 'delete', subject: 'pod/acme/agent', result: 'deleted' },
  ]);
  for (const name of ['acme', 'globex']) await write(cli, `tenants/${name}.yaml`, '');
  const { code } = await cli.run(['apply', '-f', 'tenants', '--yes', '--prune'], { env: ENV });
  expect(code).toBe(7);
  expect((await audit()).at(-1)).toMatchObject({ actor: 'alice@laptop', result: 'refused' });
});

test('an exec is audited before it runs, without its arguments', async () => {
  cli.world.runtime.execResult = { exitCode: 3, stdout: '', stderr: '' };
  const argv = ['exec', 'acme/agent', '--', 'openclaw', 'login', 'hunter2'];
  expect((await cli.run(argv, { env: ENV })).code).toBe(3);
  const entries = (await audit()).slice(-2);
  expect(entries).toMatchObject([
    { action: 'exec openclaw', subject: 'pod/acme/agent', result: 'started' },
    { action: 'exec openclaw', subject: 'pod/acme/agent', result: 'exit 3' },
  ]);
  expect(JSON.stringify(entries)).not.toContain('hunter2');
});

test('audit prints a line each, with the beginning of the fingerprint', async () => {
  await cli.run(['exec', 'acme/agent', '--', 'true'], { env: ENV });
  const { stdout } = await cli.run(['audit', '--limit', '1']);
  expect(stdout).toMatch(
    /^2026-\S+Z {2}alice@laptop {10}exec true {5}pod\/acme\/agent {12}exit 0\n$/,
  );
});

test.each(['', ' ', 'a\nb', 'x'.repeat(201)])('the actor %o is refused', async (actor) => {
  const { code, stderr } = await cli.run(['apply', '-f', 'tenants', `--actor=${actor}`]);
  expect(code).toBe(2);
  expect(stderr).toContain('--actor: not a name');
});
