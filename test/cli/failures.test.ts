import { beforeEach, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { CliBench } from './cli-run.ts';
import { applyTwo, stubPod, tenant, write } from './manifests.ts';

/** Mistakes that would else pass for something that was meant, and failures that programs read. */
let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  return () => cli[Symbol.asyncDispose]();
});

const VERBS = ['validate', 'diff', 'plan', 'apply', 'delete', 'get'];

test.each(VERBS)('%s -f with nothing behind it is 2', async (verb) => {
  const { code, stderr } = await cli.run([verb, '-f', '']);
  expect(code).toBe(2);
  expect(stderr).toContain('-f is empty');
});

test.each(VERBS)('%s of a folder without manifests is 3, and so is empty stdin', async (verb) => {
  await write(cli, 'empty/readme.txt', '');
  expect(await cli.run([verb, '-f', 'empty'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('error: no manifests in empty\n'),
  });
  const { code, stderr } = await cli.run([verb, '-f', '-'], { piped: '' });
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('in stdin') });
});

test('with --prune an empty folder is judged by the guards', async () => {
  await applyTwo(cli);
  await write(cli, 'empty/readme.txt', '');
  const prune = ['apply', '-f', 'empty', '--yes', '--prune', '--max-deletes', '9'];
  expect((await cli.run(prune)).code).toBe(7);
  expect((await cli.run([...prune, '--prune-allow-empty'])).code).toBe(0);
});

test.each(['validate', 'diff', 'plan', 'apply', 'get'])(
  '%s of an unknown tenant names it',
  async (verb) => {
    await applyTwo(cli);
    const { code, stderr } = await cli.run([verb, '-f', 'tenants', '--tenant', 'amce']);
    expect(code).toBe(verb === 'diff' ? 9 : 1);
    expect(stderr).toBe('error: there is no tenant amce\nhint: did you mean acme?\n');
  },
);

test.each(['validate', 'plan', 'apply', 'get'])('%s -l that matches nothing is 1', async (verb) => {
  await applyTwo(cli);
  const { code, stderr } = await cli.run([verb, '-f', 'tenants', '-l', 'tier=gould']);
  expect(code).toBe(1);
  expect(stderr).toBe('error: -l tier=gould matches nothing\nhint: did you mean tier=gold?\n');
});

test('a bad environment is 2', async () => {
  const { code, stderr } = await cli.run(['get'], { env: { AGENTPOD_PORT_RANGE: 'x' } });
  expect(code).toBe(2);
  expect(stderr).toContain('AGENTPOD_PORT_RANGE="x" is not usable');
});

test('apply --dry-run -o json is the plan', async () => {
  await write(cli, 'acme.yaml', tenant('acme') + stubPod('acme/agent'));
  const { code, stdout } = await cli.run(['apply', '-f', 'acme.yaml', '--dry-run', '-o', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'Plan', summary: { create: 3 } });
  expect(cli.world.writes).toBe(0);
});

test('under -o json a failure is an object on stdout, with the same exit code', async () => {
  await write(cli, 'acme.yaml', `${tenant('acme')}spec: {contct: a@b.c}\n`);
  const invalid = await cli.run(['plan', '-f', 'acme.yaml', '-o', 'json']);
  expect(invalid.code).toBe(3);
  expect(JSON.parse(invalid.stdout)).toMatchObject({
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Error',
    reason: 'ManifestInvalid',
    message: '1 error in the manifests',
    diagnostics: [{ file: 'acme.yaml', line: 5, rule: 'UnknownKey' }],
  });
  const error = new AgentPodError('Transient', 'EngineUnreachable', 'no Engine', { hint: 'start' });
  cli.world.runtime.failNext('observe', error);
  const unreachable = await cli.run(['get', 'pods', '-o', 'json']);
  expect(unreachable.code).toBe(1);
  expect(JSON.parse(unreachable.stdout)).toMatchObject({ message: 'no Engine', hint: 'start' });
  const usage = await cli.run(['get', 'pods', '-o', 'json', '--teant', 'x']);
  expect(usage.code).toBe(2);
  expect(JSON.parse(usage.stdout)).toMatchObject({ reason: 'Usage' });
});

test('an apply sweeps what an earlier one left behind, and only what is old', async () => {
  cli.world.runtime.helpers.set('old', 700).set('young', 5);
  await applyTwo(cli);
  expect([...cli.world.runtime.helpers.keys()]).toEqual(['young']);
});
