import { beforeEach, expect, test } from 'vitest';
import { DriftingPod } from './drifting-pod.ts';
import { openclawPod, tenant } from './manifests.ts';

let pod: DriftingPod;

beforeEach(async () => {
  pod = await DriftingPod.applied();
  return () => pod[Symbol.asyncDispose]();
});

const MODEL = 'agents.defaults.model.primary';

test('without drift there is nothing to show, and the exit code is 0', async () => {
  expect(await pod.run('drift')).toEqual({
    code: 0,
    stdout: 'No drift: everything is as it was applied.\n',
    stderr: '',
  });
});

test('each change is shown with its owner and what becomes of it', async () => {
  pod.set(MODEL, 'openai/large');
  pod.set('agents.defaults.thinkingDefault', 'high');
  pod.set('logging.level', 'debug');
  pod.set('meta', { lastTouchedVersion: '2026.9.6' });
  const { code, stdout } = await pod.run('drift', 'acme/agent', '-o', 'json');
  expect(code).toBe(1);
  const { kind, summary, items } = JSON.parse(stdout);
  expect(kind).toBe('DriftList');
  expect(summary).toEqual({ putBack: 1, needsAccept: 1, left: 1 });
  expect(items).toEqual([
    expect.objectContaining({
      path: `openclaw.json:${MODEL}`,
      owner: 'shared',
      fate: 'needs-accept',
      impact: 'none',
      before: { value: 'openai/small' },
      after: { value: 'openai/large' },
    }),
    expect.objectContaining({
      path: 'openclaw.json:agents.defaults.thinkingDefault',
      owner: 'agent',
      fate: 'left',
    }),
    expect.objectContaining({
      path: 'openclaw.json:logging.level',
      owner: 'git',
      fate: 'put-back',
      impact: 'hot',
    }),
  ]);
  expect((await pod.run('drift')).stdout).toContain('shared: waits for accept or revert');
  expect((await pod.run('drift', '-o', 'markdown')).stdout).toContain(
    '<!-- agentpod-drift:default -->',
  );
});

test('what is only the agent itself is no drift that anybody has to look at', async () => {
  pod.set('agents.defaults.thinkingDefault', 'high');
  expect((await pod.run('drift')).code).toBe(0);
  expect((await pod.run('diff', '-f', 'tenants')).code).toBe(0);
});

test('apply puts back what is git, and nothing else', async () => {
  pod.set(MODEL, 'openai/large');
  pod.set('agents.defaults.thinkingDefault', 'high');
  pod.set('logging.level', 'debug');
  expect((await pod.apply()).stdout).toMatch(/pod\/acme\/agent +healed/);
  expect(pod.config()).toMatchObject({
    agents: { defaults: { model: { primary: 'openai/large' }, thinkingDefault: 'high' } },
  });
  expect(pod.config()['logging']).not.toHaveProperty('level');
  const before = pod.cli.world.writes;
  expect((await pod.apply()).stdout).toContain('Nothing to do');
  expect(pod.cli.world.writes).toBe(before);
  const diff = await pod.run('diff', '-f', 'tenants');
  expect(diff.code).toBe(1);
  expect(diff.stdout).toContain('[waits for accept or revert]');
  expect((await pod.run('get', 'pods', '-o', 'wide')).stdout).toMatch(/acme\/agent .* 1 +1 /);
});

test('without a look inside nothing is written over what the agent wrote', async () => {
  pod.set('agents.defaults.thinkingDefault', 'high');
  await pod.declare(`${await pod.text()}  config: {logging: {level: warn}}\n`);
  const blind = await pod.apply('--refresh=false');
  expect(blind.code).toBe(7);
  expect(blind.stdout + blind.stderr).toContain('leave out --refresh=false');
  expect(pod.config()).toMatchObject({ agents: { defaults: { thinkingDefault: 'high' } } });
});

test('what waits for a decision is a condition and an event, each once', async () => {
  pod.set(MODEL, 'openai/large');
  for (const _ of [1, 2]) await pod.apply();
  const { stdout } = await pod.run('describe', 'pod', 'acme/agent');
  expect(stdout).toMatch(/InSync +False +\S+ +ConfigDrift/);
  const events = await pod.run('events', '-o', 'json');
  const about = events.stdout.match(/ConfigDrift/g);
  expect(about).toHaveLength(1);
  expect(events.stdout).toContain('drift accept acme/agent');
  // A pass that does not look inside knows no better.
  await pod.apply('--refresh=false');
  expect((await pod.run('describe', 'pod', 'acme/agent')).stdout).toContain('ConfigDrift');
  await pod.run('drift', 'revert', 'acme/agent', '--all');
  expect((await pod.run('describe', 'pod', 'acme/agent')).stdout).toMatch(/InSync +True/);
});

test('a heal is told with what was found', async () => {
  pod.set('logging.level', 'debug');
  await pod.apply();
  expect((await pod.run('events')).stdout).toContain(
    'openclaw.json:logging.level: (none) became "debug"',
  );
});

test('another manifest keeps what the agent and others wrote inside', async () => {
  pod.set(MODEL, 'openai/large');
  pod.set('agents.defaults.thinkingDefault', 'high');
  await pod.declare(`${await pod.text()}  config: {logging: {level: warn}}\n`);
  expect((await pod.apply()).code).toBe(0);
  expect(pod.config()).toMatchObject({
    agents: { defaults: { model: { primary: 'openai/large' }, thinkingDefault: 'high' } },
    logging: { level: 'warn' },
  });
});

test('a broken file is put back, and shows nothing of itself', async () => {
  pod.overwrite('{ "token": "canary-token" ');
  const { code, stdout } = await pod.run('drift', '-v');
  expect(code).toBe(1);
  expect(stdout).toContain('(not readable as JSON)');
  expect(stdout).not.toContain('canary');
  expect((await pod.run('drift', 'accept', 'acme/agent', '--all')).stderr).toContain('broken');
  await pod.apply();
  expect(await pod.run('drift')).toMatchObject({ code: 0 });
});

test.each([
  ['agent: [gateway.port]', "cannot be the agent's: AgentPod leases ports"],
  ['shared: [secrets.providers]', 'references to secrets'],
  ['agent: ["a..b"]', 'is not a path in openclaw.json'],
  ['{agent: [ui], shared: [ui]}', 'has two owners'],
])('an ownership of %s is refused', async (ownership, why) => {
  const block = ownership.startsWith('{') ? ownership : `{${ownership}}`;
  const other = openclawPod('acme/agent', `  configOwnership: ${block}\n`);
  await pod.declare(tenant('acme') + other);
  const { code, stdout } = await pod.run('validate', '-f', 'tenants', '-o', 'json');
  expect(code).toBe(3);
  expect(stdout).toContain(why);
});
