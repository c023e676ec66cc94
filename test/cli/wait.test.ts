import { beforeEach, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { CliBench } from './cli-run.ts';
import { applyTwo } from './manifests.ts';

/** `wait` sees what agents say now; its clock moves by sleeping alone. */
const CONTAINER = 'agentpod_acme_agent_g1';
const NOT_READY = { ready: false, message: '503 status "starting"' };

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await applyTwo(cli);
  return () => cli[Symbol.asyncDispose]();
});

/** Answers so at the n-th look and after; until then as it was. */
function afterLooks(looks: number, change: () => void): void {
  const { runtime } = cli.workspace;
  let taken = 0;
  const observe: typeof runtime.observe = (request) => {
    taken += 1;
    if (taken === looks) change();
    return runtime.observe(request);
  };
  const spied = new Proxy(runtime, {
    get: (target, name) => (name === 'observe' ? observe : Reflect.get(target, name)),
  });
  cli.workspace = { ...cli.workspace, runtime: spied };
}

test('what is so already is met at once', async () => {
  expect(await cli.run(['wait', 'acme/agent', '--for=condition=Ready'])).toEqual({
    code: 0,
    stdout: 'pod/acme/agent condition met\n',
    stderr: '',
  });
});

test('waits until the agent itself says that it serves', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  afterLooks(3, () => cli.world.runtime.probes.delete(20_000));
  const ran = await cli.run(['wait', 'pod', 'acme/agent', 'globex/agent', '--for=condition=ready']);
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout.trim().split('\n')).toEqual([
    'pod/globex/agent condition met',
    'pod/acme/agent condition met',
  ]);
});

test('says what it saw last when the time is up, with an exit code of its own', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  const argv = ['wait', 'pod/acme/agent', '--for', 'condition=Ready', '--timeout', '30s'];
  const ran = await cli.run(argv);
  expect(ran.code).toBe(6);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain(
    'timed out waiting for pod acme/agent: Ready is False: 503 status "starting"',
  );
});

test('a timeout of 0 looks once', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  afterLooks(2, () => cli.world.runtime.probes.delete(20_000));
  const ran = await cli.run(['wait', 'acme/agent', '--for=condition=Ready', '--timeout', '0']);
  expect(ran.code).toBe(6);
});

test('waits for the opposite too', async () => {
  afterLooks(2, () => cli.world.runtime.crash(CONTAINER));
  const ran = await cli.run(['wait', 'acme/agent', '--for=condition=Ready=False']);
  expect(ran).toMatchObject({ code: 0, stdout: 'pod/acme/agent condition met\n' });
});

test('a tenant is as all of its pods are', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  const argv = (tenant: string) => ['wait', 'tenant', tenant, '--for=condition=Ready'];
  expect((await cli.run(argv('globex'))).stdout).toBe('tenant/globex condition met\n');
  const late = await cli.run([...argv('acme'), '--timeout=2s']);
  expect(late.code).toBe(6);
  expect(late.stderr).toContain('tenant acme: agent: Ready is False: 503');
});

test('waits until a pod and its tenant are gone', async () => {
  afterLooks(2, () => {
    cli.world.runtime.vanish(CONTAINER);
    void cli.world.store.forgetPod('acme/agent');
  });
  const ran = await cli.run(['wait', 'acme/agent', '--for=delete']);
  expect(ran).toMatchObject({ code: 0, stdout: 'pod/acme/agent deleted\n' });
  expect(await cli.run(['wait', 'tenant/gone', '--for=delete'])).toMatchObject({
    code: 0,
    stdout: 'tenant/gone deleted\n',
  });
});

test('names what keeps a deletion', async () => {
  const ran = await cli.run(['wait', 'acme/agent', '--for=delete', '--timeout', '1s']);
  expect(ran.code).toBe(6);
  expect(ran.stderr).toContain('still there: its record and its container');
});

test('a pod that is not there has no condition to wait for', async () => {
  const ran = await cli.run(['wait', 'acme/agnt', '--for=condition=Ready']);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('there is no pod acme/agnt');
  expect(ran.stderr).toContain('did you mean acme/agent?');
});

test('a pod that goes away meanwhile ends the waiting', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  afterLooks(2, () => {
    cli.world.runtime.vanish(CONTAINER);
    void cli.world.store.forgetPod('acme/agent');
  });
  const ran = await cli.run(['wait', 'acme/agent', '--for=condition=Ready']);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no pod') });
});

test('an Engine that is away for a moment is waited out, one that never was there is not', async () => {
  const away = new AgentPodError('Transient', 'EngineUnreachable', 'the Engine is away');
  cli.world.runtime.probes.set(20_000, NOT_READY);
  afterLooks(2, () => {
    cli.world.runtime.failNext('observe', away);
    cli.world.runtime.probes.delete(20_000);
  });
  expect((await cli.run(['wait', 'acme/agent', '--for=condition=Ready'])).code).toBe(0);
  cli.world.runtime.failNext('observe', away);
  const ran = await cli.run(['wait', 'acme/agent', '--for=condition=Ready']);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('the Engine is away') });
});

test('Ctrl-C ends it', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  afterLooks(2, () => cli.signal('SIGINT'));
  expect((await cli.run(['wait', 'acme/agent', '--for=condition=Ready'])).code).toBe(130);
});

test('a terminal shows what is waited for, and is left clean', async () => {
  cli.world.runtime.probes.set(20_000, NOT_READY);
  const argv = ['wait', 'acme/agent', '--for=condition=Ready', '--timeout=1s'];
  const { stderr } = await cli.run(argv, { columns: 80 });
  expect(stderr).toContain('pod/acme/agent  0s  Ready is False: 503 status "starting"');
  expect(stderr).toContain('\u001b[1A\u001b[J\u001b[31merror:');
});

test.each([
  ['nothing named', ['--for=delete'], 'Usage'],
  ['a kind alone', ['pod', '--for=delete'], 'which pod?'],
  ['an unknown kind', ['pood', 'acme/agent', '--for=delete'], 'did you mean pod?'],
  ['an unknown goal', ['acme/agent', '--for=jsonpath={.x}'], 'not something to wait for'],
  ['an unknown condition', ['acme/agent', '--for=condition=Redy'], 'did you mean Ready?'],
  ['an unknown status', ['acme/agent', '--for=condition=Ready=yes'], 'yes is no status'],
  ['a timeout of no sense', ['acme/agent', '--for=delete', '--timeout=x'], 'not a duration'],
  ['no goal', ['acme/agent'], '--for'],
])('%s is a mistake on the command line', async (_title, argv, words) => {
  const ran = await cli.run(['wait', ...argv]);
  expect(ran.code).toBe(2);
  if (words !== 'Usage') expect(ran.stderr).toContain(words);
});
