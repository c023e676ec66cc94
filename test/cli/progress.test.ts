import { beforeEach, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { CliBench } from './cli-run.ts';
import { stubPod, tenant, write } from './manifests.ts';

/** What is shown while an apply runs. */
let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  return () => cli[Symbol.asyncDispose]();
});

const APPLY = ['apply', '-f', 'tenants', '--yes'];

test('--no-wait says that nobody waited, and never that a pod is ready', async () => {
  const { code, stderr } = await cli.run([...APPLY, '--no-wait']);
  expect(code).toBe(0);
  expect(stderr).toContain('pod/acme/agent: started, not awaited\n');
  expect(stderr).not.toMatch(/: ready/);
});

test('without a terminal a failure is told once in full, in the report', async () => {
  const error = new AgentPodError('Transient', 'EngineError', 'the disk is full');
  cli.world.runtime.failNext('startContainer', error);
  const { stdout, stderr } = await cli.run(APPLY);
  expect(stderr).toContain('pod/acme/agent: failed starting container agentpod_acme_agent_g1\n');
  expect(stderr).not.toContain('the disk is full');
  expect(stdout).toContain('pod/acme/agent: the disk is full\n');
});

test('on a narrow terminal the note about Ctrl-C stays, wrapped between words', async () => {
  const { runtime } = cli.world;
  const { startContainer } = runtime;
  runtime.startContainer = (name) => {
    cli.signal('SIGINT');
    return startContainer.call(runtime, name);
  };
  const { code, stderr } = await cli.run(APPLY, { columns: 30, env: { NO_COLOR: '1' } });
  expect(code).toBe(130);
  const note =
    'Stopping: running steps are\nfinished or undone. Press\nCtrl-C again to quit at once.\n';
  expect(stderr).toContain(note);
  // What is drawn over afterwards is no more than what was drawn after it.
  const after = stderr.slice(stderr.indexOf(note) + note.length);
  const [drawn = '', erasing = ''] = after.split('\x1b[');
  expect(erasing).toMatch(/^\d+A/);
  expect(Number.parseInt(erasing, 10)).toBeLessThanOrEqual(drawn.split('\n').length - 1);
});
