import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/model/json.ts';
import { CliBench } from './cli-run.ts';
import { openclawPod, tenant, write } from './manifests.ts';

const FILE = 'tenants/acme.yaml';
const POD = openclawPod(
  'acme/agent',
  `  # cheap on purpose
  model:
    primary: openai/small # until May
  providers:
    openai: {apiKey: {env: OPENAI_KEY}}
  configOwnership:
    agent: [agents.defaults.thinkingDefault]
    shared: [agents.defaults.model, messages]
`,
);
const OPTIONS = { env: { OPENAI_KEY: 'sk-none' } };
let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  cli.workspace = cli.world.workspace;
  await write(cli, FILE, tenant('acme') + POD);
  expect(await run('apply', '-f', 'tenants', '--yes')).toMatchObject({ code: 0 });
  return () => cli[Symbol.asyncDispose]();
});

const run = (...argv: string[]) => cli.run(argv, OPTIONS);
const text = (): Promise<string> => readFile(join(cli.folder, FILE), 'utf8');

function configFile() {
  const [volume] = [...cli.world.runtime.volumes].flatMap(([name, item]) =>
    name.includes('_config_') ? [item] : [],
  );
  if (volume === undefined) throw new Error('there is no config volume');
  return volume.files;
}

function config(): JsonObject {
  return JSON.parse(new TextDecoder().decode(configFile().get('openclaw.json')?.content));
}

/** As the agent would, from inside. */
function change(edit: (config: JsonObject) => unknown): void {
  const files = configFile();
  const file = files.get('openclaw.json');
  if (file === undefined) throw new Error('there is no openclaw.json');
  const content = new TextEncoder().encode(JSON.stringify(edit(structuredClone(config()))));
  files.set('openclaw.json', { ...file, nanos: 1, content });
}

function set(path: string, value: unknown): void {
  change((whole) => {
    const steps = path.split('.');
    let map = whole as Record<string, unknown>;
    for (const step of steps.slice(0, -1)) {
      map[step] ??= {};
      map = map[step] as Record<string, unknown>;
    }
    map[steps.at(-1) ?? ''] = value;
    return whole;
  });
}

const MODEL = 'agents.defaults.model.primary';

test('without drift there is nothing to show, and the exit code is 0', async () => {
  expect(await run('drift')).toEqual({
    code: 0,
    stdout: 'No drift: everything is as it was applied.\n',
    stderr: '',
  });
});

test('each change is shown with its owner and what becomes of it', async () => {
  set(MODEL, 'openai/large');
  set('agents.defaults.thinkingDefault', 'high');
  set('logging.level', 'debug');
  set('meta', { lastTouchedVersion: '2026.9.6' });
  const { code, stdout } = await run('drift', 'acme/agent', '-o', 'json');
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
  expect((await run('drift')).stdout).toContain('shared: waits for accept or revert');
  expect((await run('drift', '-o', 'markdown')).stdout).toContain(
    '<!-- agentpod-drift:default -->',
  );
});

test('what is only the agent itself is no drift that anybody has to look at', async () => {
  set('agents.defaults.thinkingDefault', 'high');
  expect((await run('drift')).code).toBe(0);
  expect((await run('diff', '-f', 'tenants')).code).toBe(0);
});

test('apply puts back what is git, and nothing else', async () => {
  set(MODEL, 'openai/large');
  set('agents.defaults.thinkingDefault', 'high');
  set('logging.level', 'debug');
  expect((await run('apply', '-f', 'tenants', '--yes')).stdout).toMatch(/pod\/acme\/agent +healed/);
  expect(config()).toMatchObject({
    agents: { defaults: { model: { primary: 'openai/large' }, thinkingDefault: 'high' } },
  });
  expect(config()['logging']).not.toHaveProperty('level');
  const before = cli.world.writes;
  expect((await run('apply', '-f', 'tenants', '--yes')).stdout).toContain('Nothing to do');
  expect(cli.world.writes).toBe(before);
  expect((await run('diff', '-f', 'tenants')).code).toBe(1);
});

test('what waits for a decision is a condition and an event, each once', async () => {
  set(MODEL, 'openai/large');
  for (const _ of [1, 2]) await run('apply', '-f', 'tenants', '--yes');
  const { stdout } = await run('describe', 'pod', 'acme/agent');
  expect(stdout).toMatch(/InSync +False +\S+ +ConfigDrift/);
  const events = await run('events', '-o', 'json');
  const about = events.stdout.match(/ConfigDrift/g);
  expect(about).toHaveLength(1);
  expect(events.stdout).toContain('drift accept acme/agent');
  // A pass that does not look inside knows no better.
  await run('apply', '-f', 'tenants', '--yes', '--refresh=false');
  expect((await run('describe', 'pod', 'acme/agent')).stdout).toContain('ConfigDrift');
  await run('drift', 'revert', 'acme/agent', '--all');
  expect((await run('describe', 'pod', 'acme/agent')).stdout).toMatch(/InSync +True/);
});

test('a heal is told with what was found', async () => {
  set('logging.level', 'debug');
  await run('apply', '-f', 'tenants', '--yes');
  expect((await run('events')).stdout).toContain(
    'openclaw.json:logging.level: (none) became "debug"',
  );
});

test('another manifest keeps what the agent and others wrote inside', async () => {
  set(MODEL, 'openai/large');
  set('agents.defaults.thinkingDefault', 'high');
  await write(cli, FILE, `${await text()}  config: {logging: {level: warn}}\n`);
  expect((await run('apply', '-f', 'tenants', '--yes')).code).toBe(0);
  expect(config()).toMatchObject({
    agents: { defaults: { model: { primary: 'openai/large' }, thinkingDefault: 'high' } },
    logging: { level: 'warn' },
  });
});

test('accept writes it into its own field, keeps comments, commits as the actor, and is done', async () => {
  const git = async (...argv: string[]) => (await execa('git', argv, { cwd: cli.folder })).stdout;
  await git('init', '--quiet');
  await git('config', 'user.name', 'Ann');
  await git('config', 'user.email', 'ann@example.com');
  await git('config', 'commit.gpgsign', 'false');
  const before = await text();
  set(MODEL, 'openai/large');
  const accepted = await run('drift', 'accept', 'acme/agent', MODEL, '--actor', 'bo@example.com');
  expect(accepted).toMatchObject({ code: 0 });
  expect(await text()).toBe(before.replace('openai/small', 'openai/large'));
  expect(await git('log', '--format=%an <%ae>: %s')).toBe(
    `bo@example.com <bo@example.com>: Accept drift of pod acme/agent: ${MODEL}`,
  );
  expect(await run('drift')).toMatchObject({ code: 0 });
  expect(await run('diff', '-f', 'tenants')).toMatchObject({ code: 0 });
  expect((await run('apply', '-f', 'tenants', '--yes')).stdout).toContain('Nothing to do');
});

test('accepting writes nothing into the pod, where it is already', async () => {
  set('messages', { ackReaction: 'x' });
  const before = cli.world.runtime.writes;
  expect(await run('drift', 'accept', 'acme/agent', '--all')).toMatchObject({ code: 0 });
  expect(await text()).toContain('  config:\n    messages:\n      ackReaction: x\n');
  expect(cli.world.runtime.writes).toBe(before);
});

test.each([
  ['gateway.trustedProxies', ['0.0.0.0'], /a manifest cannot say .*only the reverse proxy/],
  ['channels', { telegram: { botToken: 'a'.repeat(20) } }, /holds a secret/],
  ['mcp', { servers: { crm: { args: ['--key', `sk-${'a'.repeat(20)}`] } } }, /holds a secret/],
])('%s is not accepted, with the reason and the way back', async (path, value, why) => {
  set(path, value);
  const before = await text();
  const { code, stderr } = await run('drift', 'accept', 'acme/agent', path);
  expect(code).toBe(1);
  expect(stderr).toMatch(why);
  expect(stderr).toContain('agentpod drift revert acme/agent');
  expect(stderr).not.toContain('aaaaaaaa');
  expect(await text()).toBe(before);
});

test('what a manifest leaves out and AgentPod adds cannot be accepted away', async () => {
  change((whole) => ({ ...whole, telemetry: {} }));
  const { code, stderr } = await run('drift', 'accept', 'acme/agent', 'telemetry.enabled');
  expect(code).toBe(1);
  expect(stderr).toContain('AgentPod would still write another value');
});

test('a path that did not drift is refused, and the nearest one named', async () => {
  set(MODEL, 'openai/large');
  const { code, stderr } = await run(
    'drift',
    'accept',
    'acme/agent',
    'agents.defaults.model.primry',
  );
  expect(code).toBe(1);
  expect(stderr).toContain(`did you mean ${MODEL}?`);
  expect((await run('drift', 'accept', 'acme/agent')).code).toBe(2);
});

test('revert puts back what is shared, and leaves the rest', async () => {
  set(MODEL, 'openai/large');
  set('messages', { ackReaction: 'x' });
  set('agents.defaults.thinkingDefault', 'high');
  expect(await run('drift', 'revert', 'acme/agent', MODEL)).toMatchObject({ code: 0 });
  expect(config()).toMatchObject({
    agents: { defaults: { model: { primary: 'openai/small' }, thinkingDefault: 'high' } },
    messages: { ackReaction: 'x' },
  });
  expect(await run('drift', 'revert', 'acme/agent', '--all')).toMatchObject({ code: 0 });
  expect(config()).not.toHaveProperty('messages');
  expect(await run('drift')).toMatchObject({ code: 0 });
});

test('a broken file is put back, and shows nothing of itself', async () => {
  const file = configFile().get('openclaw.json');
  if (file === undefined) throw new Error('there is no openclaw.json');
  const content = new TextEncoder().encode('{ "token": "canary-token" ');
  configFile().set('openclaw.json', { ...file, nanos: 1, content });
  const { code, stdout } = await run('drift', '-v');
  expect(code).toBe(1);
  expect(stdout).toContain('(not readable as JSON)');
  expect(stdout).not.toContain('canary');
  expect((await run('drift', 'accept', 'acme/agent', '--all')).stderr).toContain('broken');
  await run('apply', '-f', 'tenants', '--yes');
  expect(await run('drift')).toMatchObject({ code: 0 });
});

test.each([
  ['agent: [gateway.port]', "cannot be the agent's: AgentPod leases ports"],
  ['shared: [secrets.providers]', 'references to secrets'],
  ['agent: ["a..b"]', 'is not a path in openclaw.json'],
  ['{agent: [ui], shared: [ui]}', 'has two owners'],
])('an ownership of %s is refused', async (ownership, why) => {
  const block = ownership.startsWith('{') ? ownership : `{${ownership}}`;
  const pod = openclawPod('acme/agent', `  configOwnership: ${block}\n`);
  await write(cli, FILE, tenant('acme') + pod);
  const { code, stdout } = await run('validate', '-f', 'tenants', '-o', 'json');
  expect(code).toBe(3);
  expect(stdout).toContain(why);
});
