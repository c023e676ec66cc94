import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo, tenant, write } from './manifests.ts';

const CONTAINER = 'agentpod_acme_agent_g1';
const OPENCLAW = `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: claw/agent
spec:
  image: ghcr.io/openclaw/openclaw:2026.9.6
  model: {primary: openai/gpt-5.2}
  providers: {openai: {apiKey: {env: KEY}}}
  channels: {telegram: {botToken: {env: BOT}}}
`;
const WELL = { ok: true };
const ACCOUNT = { accountId: 'default', running: true, lastInboundAt: null };

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  return () => cli[Symbol.asyncDispose]();
});

async function applyOpenClaw(): Promise<number> {
  const secrets = { KEY: 'sk-none', BOT: 'a-token' };
  cli.workspace = { ...cli.world.workspace };
  await write(cli, 'claw/claw.yaml', tenant('claw') + OPENCLAW);
  const ran = await cli.run(['apply', '-f', 'claw', '--yes'], { env: secrets });
  if (ran.code !== 0) throw new Error(ran.stderr);
  const { pods } = await cli.world.store.load();
  return pods.find(({ key }) => key === 'claw/agent')?.port ?? 0;
}

test('shows every pod, and succeeds when all are healthy', async () => {
  await applyTwo(cli);
  const ran = await cli.run(['health']);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout.trimEnd().split('\n')).toEqual([
    'POD            HEALTH    GATEWAY   CHANNELS   ROUTE      MEMORY   RESTARTS',
    'acme/agent     Healthy   -         -          -       16Mi/64Mi          0',
    'globex/agent   Healthy   -         -          -       16Mi/64Mi          0',
  ]);
});

test('says why a pod is not healthy, and fails', async () => {
  await applyTwo(cli);
  cli.world.runtime.probes.set(20_000, { ready: false, message: 'no answer within 2 s' });
  cli.world.runtime.crash('agentpod_globex_agent_g1', 7);
  cli.world.runtime.volumeBytes.set('acme/agent', 5 * 2 ** 20);
  const { code, stdout } = await cli.run(['health', '-o', 'wide']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/DISK.*\n.*acme\/agent.* 5Mi /);
  expect(stdout).toContain('acme/agent\n  error  startup: / says: no answer within 2 s');
  expect(stdout).toContain('globex/agent\n  error  container: its process ended: exit code 7');
});

test('asks about one pod or one tenant alone', async () => {
  await applyTwo(cli);
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  for (const about of ['acme', 'acme/agent', 'pod/acme/agent', 'tenant/acme']) {
    const ran = await cli.run(['health', about]);
    expect(ran.code, about).toBe(0);
    expect(ran.stdout).not.toContain('globex');
  }
  expect((await cli.run(['health', 'globex'])).code).toBe(1);
});

test('a name that is not there is an error, and no pods are none', async () => {
  expect(await cli.run(['health'])).toEqual({ code: 0, stdout: '', stderr: 'No pods.\n' });
  await applyTwo(cli);
  for (const about of ['acmee', 'acme/agnt']) {
    const ran = await cli.run(['health', about]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('did you mean acme');
  }
  expect((await cli.run(['health', '-o', 'yaml'])).code).toBe(2);
  expect((await cli.run(['health', 'a/b/c'])).code).toBe(2);
});

test('what is not there is not created for a look', async () => {
  const opened: boolean[] = [];
  cli.onOpen = ({ readOnly }) => opened.push(readOnly);
  await cli.run(['health']);
  expect(opened).toEqual([true]);
});

test('a remote Engine cannot be asked, which is no failure', async () => {
  await applyTwo(cli);
  const ran = await cli.run(['health'], { env: { DOCKER_HOST: 'tcp://engine:2375' } });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('Degraded');
  expect(ran.stdout).toContain('the agent was not asked');
});

test('asks a gateway in its own protocol, as a device that it pairs with once', async () => {
  const port = await applyOpenClaw();
  const answers = { health: WELL, 'channels.status': { channelAccounts: { telegram: [ACCOUNT] } } };
  cli.world.gateway.sessions.set(port, answers);
  const ran = await cli.run(['health', 'claw']);
  expect(ran.code, ran.stdout).toBe(0);
  expect(ran.stdout).toContain('1/1');
  await cli.run(['health', 'claw']);
  expect(cli.world.gateway.paired).toEqual(['agentpod_claw_agent_g1']);
});

test("a channel that does not run fails the check, in the gateway's own words", async () => {
  const port = await applyOpenClaw();
  const broken = { ...ACCOUNT, running: false, lastError: '401: Unauthorized' };
  cli.world.gateway.sessions.set(port, {
    health: WELL,
    'channels.status': { channelAccounts: { telegram: [broken] } },
  });
  const ran = await cli.run(['health', '-o', 'json']);
  expect(ran.code).toBe(1);
  const report = JSON.parse(ran.stdout);
  expect(report).toMatchObject({ kind: 'HealthReport', healthy: false });
  expect(report.items[0]).toMatchObject({
    pod: 'claw/agent',
    status: 'Unhealthy',
    healthy: false,
    restarts: 0,
    memory: { limitBytes: expect.any(Number) },
  });
  expect(report.items[0].findings).toContainEqual({
    check: 'channel',
    about: 'telegram/default',
    severity: 'error',
    reason: 'ChannelNotRunning',
    message: 'it does not run: 401: Unauthorized',
  });
});

test('a gateway that does not answer is unhealthy', async () => {
  await applyOpenClaw();
  const ran = await cli.run(['health']);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('error  gateway: a fake gateway listens nowhere');
});

test('a pod that hangs is not asked further', async () => {
  const port = await applyOpenClaw();
  cli.world.runtime.probes.set(port, { ready: false, message: 'no answer within 2 s' });
  await cli.run(['health']);
  expect(cli.world.gateway.paired).toEqual([]);
});

test('memory that is nearly used up and restarts are shown as warnings', async () => {
  await applyTwo(cli);
  const limitBytes = 64 * 2 ** 20;
  cli.world.runtime.uses.set(CONTAINER, {
    usedBytes: limitBytes * 0.95,
    limitBytes,
    cpuSeconds: 1,
  });
  cli.world.runtime.mutate(CONTAINER, (container) => Object.assign(container, { restartCount: 3 }));
  const ran = await cli.run(['health', 'acme']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('Degraded');
  expect(ran.stdout).toContain('warning  memory: 61Mi of 64Mi are in use');
  expect(ran.stdout).toContain('warning  restarts: Docker restarted it 3 times');
});
