import { expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { CliBench } from './cli-run.ts';
import { applyTwo, stubPod, tenant, write } from './manifests.ts';

/** Each exit code that scripts rely on, brought about once. */
const APPLY = ['apply', '-f', 'tenants', '--yes', '--timeout', '1s'];

async function bench(): Promise<CliBench> {
  const made = await CliBench.open();
  await write(made, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  return made;
}

test('an apply that works is 0, and so is one with nothing to do', async () => {
  await using cli = await bench();
  expect((await cli.run(APPLY)).code).toBe(0);
  const writes = cli.world.writes;
  const again = await cli.run(APPLY);
  expect(again).toMatchObject({ code: 0, stdout: 'Nothing to do: 1 pod up to date.\n' });
  expect(cli.world.writes).toBe(writes);
});

test('a failed apply is 1 when nothing else was changed', async () => {
  await using cli = await bench();
  await cli.run(APPLY);
  cli.world.runtime.crash('agentpod_acme_agent_g1');
  const error = new AgentPodError('Transient', 'EngineError', 'the disk is full');
  cli.world.runtime.failNext('startContainer', error);
  const { code, stdout } = await cli.run(APPLY);
  expect(code).toBe(1);
  expect(stdout).toContain('the disk is full');
});

test('apply without a terminal and without --yes is 2, and changes nothing', async () => {
  await using cli = await bench();
  const { code, stderr } = await cli.run(['apply', '-f', 'tenants']);
  expect(code).toBe(2);
  expect(stderr).toContain('--yes');
  expect(cli.world.writes).toBe(0);
});

test('invalid manifests are 3 for every command that reads them, and open no workspace', async () => {
  await using cli = await bench();
  await write(cli, 'tenants/acme.yaml', `${tenant('acme')}spec: {contct: a@b.c}\n`);
  cli.workspace = new Proxy(cli.workspace, {
    get: (target, name) => {
      if (name === 'runtime' || name === 'store') throw new Error('opened');
      return Reflect.get(target, name);
    },
  });
  for (const verb of ['validate', 'diff', 'plan', 'apply']) {
    expect((await cli.run([verb, '-f', 'tenants'])).code, verb).toBe(3);
  }
});

test('a held lock is 4, and the message names the holder', async () => {
  await using cli = await bench();
  const held = new AgentPodError(
    'Conflict',
    'LockHeld',
    'apply of ann on host a, pid 7, holds the lock',
  );
  const lock = { acquire: () => Promise.reject(held) };
  cli.workspace = { ...cli.workspace, lock };
  const { code, stderr } = await cli.run(APPLY);
  expect(code).toBe(4);
  expect(stderr).toContain('pid 7');
});

test('some done and some failed is 5', async () => {
  await using cli = await bench();
  const second = stubPod('acme/broken').replace('stub-agent:1', 'absent:1');
  await write(cli, 'tenants/second.yaml', second);
  expect((await cli.run(APPLY)).code).toBe(5);
});

test('a pod that is not ready in time is 6', async () => {
  await using cli = await bench();
  const { ports } = cli.workspace.settings;
  cli.world.runtime.probes.set(ports.first, { ready: false, message: 'connection refused' });
  const { code, stdout } = await cli.run(APPLY);
  expect(code).toBe(6);
  expect(stdout).toContain('connection refused');
});

test('pruning everything because the folder is empty is 7', async () => {
  await using cli = await bench();
  await cli.run(APPLY);
  await write(cli, 'empty/readme.txt', '');
  const { code, stderr } = await cli.run(['apply', '-f', 'empty', '--prune', '--yes']);
  expect(code).toBe(7);
  expect(stderr).toContain('--prune-allow-empty');
});

test('a change that was rolled back is 8', async () => {
  await using cli = await bench();
  await cli.run(APPLY);
  await write(
    cli,
    'tenants/acme.yaml',
    tenant('acme') + stubPod('acme/agent', '  env: {A: "1"}\n'),
  );
  const error = new AgentPodError('Transient', 'EngineError', 'no space left');
  cli.world.runtime.failNext('startContainer', error);
  expect((await cli.run(APPLY)).code).toBe(8);
});

test('diff is 0 without and 1 with differences, and never 1 for an error', async () => {
  await using cli = await CliBench.open();
  await applyTwo(cli);
  const diff = ['diff', '-f', 'tenants'];
  expect((await cli.run(diff)).code).toBe(0);
  cli.world.runtime.crash('agentpod_acme_agent_g1');
  expect((await cli.run(diff)).code).toBe(1);
  const error = new AgentPodError('Transient', 'EngineUnreachable', 'no Engine at /x.sock');
  cli.world.runtime.failNext('observe', error);
  const { code, stderr } = await cli.run(diff);
  expect(code).toBe(9);
  expect(stderr).toBe('error: no Engine at /x.sock\n');
});

test('plan --detailed-exitcode is 2 with changes, 0 without, 1 for an error', async () => {
  await using cli = await bench();
  const plan = ['plan', '-f', 'tenants', '--detailed-exitcode'];
  expect((await cli.run(plan)).code).toBe(2);
  await cli.run(APPLY);
  expect((await cli.run(plan)).code).toBe(0);
  expect((await cli.run(['plan', '-f', 'absent', '--detailed-exitcode'])).code).toBe(1);
});

test('the first interrupt ends an apply gently with 130, the second one at once', async () => {
  await using cli = await bench();
  const { ports } = cli.workspace.settings;
  cli.world.runtime.probes.set(ports.first, { ready: false, message: 'starting' });
  const { clock } = cli.workspace;
  const sleep = async (milliseconds: number): Promise<void> => {
    cli.signal('SIGINT');
    cli.signal('SIGINT');
    await clock.sleep(milliseconds);
  };
  cli.workspace = { ...cli.workspace, clock: { now: () => clock.now(), sleep } };
  const { code, stderr } = await cli.run(APPLY);
  expect(code).toBe(130);
  expect(stderr).toContain('Press Ctrl-C again');
  expect(cli.exits).toEqual([130]);
});

test('the help topic lists every code', async () => {
  await using cli = await bench();
  const { code, stdout } = await cli.run(['help', 'exit-codes']);
  expect(code).toBe(0);
  for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130, 143]) {
    expect(stdout).toMatch(new RegExp(`^ +${number}  `, 'm'));
  }
});
