import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { DriftingPod } from './drifting-pod.ts';

let pod: DriftingPod;

beforeEach(async () => {
  pod = await DriftingPod.applied();
  return () => pod[Symbol.asyncDispose]();
});

const MODEL = 'agents.defaults.model.primary';

test('accept writes it into its own field, keeps comments, commits as the actor, and is done', async () => {
  const git = async (...argv: string[]) =>
    (await execa('git', argv, { cwd: pod.cli.folder })).stdout;
  await git('init', '--quiet');
  await git('config', 'user.name', 'Ann');
  await git('config', 'user.email', 'ann@example.com');
  await git('config', 'commit.gpgsign', 'false');
  const before = await pod.text();
  pod.set(MODEL, 'openai/large');
  const accepted = await pod.run(
    'drift',
    'accept',
    'acme/agent',
    MODEL,
    '--actor',
    'bo@example.com',
  );
  expect(accepted).toMatchObject({ code: 0 });
  expect(await pod.text()).toBe(before.replace('openai/small', 'openai/large'));
  expect(await git('log', '--format=%an <%ae>: %s')).toBe(
    `bo@example.com <bo@example.com>: Accept drift of pod acme/agent: ${MODEL}`,
  );
  expect(await pod.run('drift')).toMatchObject({ code: 0 });
  expect(await pod.run('diff', '-f', 'tenants')).toMatchObject({ code: 0 });
  expect((await pod.apply()).stdout).toContain('Nothing to do');
});

test('accepting writes nothing into the pod, where it is already', async () => {
  pod.set('messages', { ackReaction: 'x' });
  const before = pod.cli.world.runtime.writes;
  expect(await pod.run('drift', 'accept', 'acme/agent', '--all')).toMatchObject({ code: 0 });
  expect(await pod.text()).toContain('  config:\n    messages:\n      ackReaction: x\n');
  expect(pod.cli.world.runtime.writes).toBe(before);
});

test.each([
  ['gateway.trustedProxies', ['0.0.0.0'], /a manifest cannot say .*only the reverse proxy/],
  ['channels', { telegram: { botToken: 'a'.repeat(20) } }, /holds a secret/],
  ['mcp', { servers: { crm: { args: ['--key', `sk-${'a'.repeat(20)}`] } } }, /holds a secret/],
])('%s is not accepted, with the reason and the way back', async (path, value, why) => {
  pod.set(path, value);
  const before = await pod.text();
  const { code, stderr } = await pod.run('drift', 'accept', 'acme/agent', path);
  expect(code).toBe(1);
  expect(stderr).toMatch(why);
  expect(stderr).toContain('agentpod drift revert acme/agent');
  expect(stderr).not.toContain('aaaaaaaa');
  expect(await pod.text()).toBe(before);
});

test('what a manifest leaves out and AgentPod adds cannot be accepted away', async () => {
  pod.set('telemetry', {});
  const { code, stderr } = await pod.run('drift', 'accept', 'acme/agent', 'telemetry.enabled');
  expect(code).toBe(1);
  expect(stderr).toContain('AgentPod would still write another value');
});

test('a path that did not drift is refused, and the nearest one named', async () => {
  pod.set(MODEL, 'openai/large');
  const { code, stderr } = await pod.run(
    'drift',
    'accept',
    'acme/agent',
    'agents.defaults.model.primry',
  );
  expect(code).toBe(1);
  expect(stderr).toContain(`did you mean ${MODEL}?`);
  expect((await pod.run('drift', 'accept', 'acme/agent')).code).toBe(2);
});

test('revert puts back what is shared, and leaves the rest', async () => {
  pod.set(MODEL, 'openai/large');
  pod.set('messages', { ackReaction: 'x' });
  pod.set('agents.defaults.thinkingDefault', 'high');
  expect(await pod.run('drift', 'revert', 'acme/agent', MODEL)).toMatchObject({ code: 0 });
  expect(pod.config()).toMatchObject({
    agents: { defaults: { model: { primary: 'openai/small' }, thinkingDefault: 'high' } },
    messages: { ackReaction: 'x' },
  });
  expect(await pod.run('drift', 'revert', 'acme/agent', '--all')).toMatchObject({ code: 0 });
  expect(pod.config()).not.toHaveProperty('messages');
  expect(await pod.run('drift')).toMatchObject({ code: 0 });
});
