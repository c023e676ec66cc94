/** `pod open`: whom it gives a link, what it prints where, and what it leaves in the audit. */
import { beforeEach, describe, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { CliBench } from './cli-run.ts';
import { stubPod, tenant, write } from './manifests.ts';

const HOSTS = '  hosts: [beta.acme.test, alpha.acme.test]\n';
const LINK = 'https://alpha.acme.test/#bootstrapToken=bootstrap-1&bootstrapProfile=owner';
const PORT = 20_000;

let cli: CliBench;

async function apply(spec: string): Promise<void> {
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent', spec));
  const { code, stderr } = await cli.run(['apply', '-f', 'tenants', '--yes']);
  expect(stderr).not.toContain('error');
  expect(code).toBe(0);
}

beforeEach(async () => {
  cli = await CliBench.open();
  await apply(HOSTS);
  return () => cli[Symbol.asyncDispose]();
});

const open = (...flags: string[]) => cli.run(['pod', 'open', 'acme/agent', ...flags]);

const audit = async () => {
  const { stdout } = await cli.run(['audit', '-o', 'json']);
  return JSON.parse(stdout).items as Record<string, unknown>[];
};

test('into a pipe goes the link alone', async () => {
  const { code, stdout, stderr } = await open();
  expect(code).toBe(0);
  expect(stdout).toBe(`${LINK}\n`);
  expect(stderr).toContain('within 10 minutes owns acme/agent');
  expect(stderr).toContain('Other hosts, for --host: beta.acme.test');
  expect(stderr).not.toContain('bootstrap');
  expect(cli.world.gateway.links).toEqual([['agentpod_acme_agent_g1', 'https://alpha.acme.test']]);
});

test('as JSON it is the link and how long it holds', async () => {
  const { stdout } = await open('-o', 'json');
  expect(JSON.parse(stdout)).toEqual({ url: LINK, expiresInSeconds: 600 });
});

test('one of several hosts is chosen, in any case of letters', async () => {
  const { stdout } = await open('--host', 'Beta.acme.test');
  expect(stdout).toMatch(/^https:\/\/beta\.acme\.test\/#/);
  const refused = await open('--host', 'gamma.acme.test');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('use alpha.acme.test or beta.acme.test');
});

test('the public port is part of the link where it is not the usual one', async () => {
  const { settings } = cli.workspace;
  const proxy = { ...settings.proxy, httpsPort: 8443 };
  cli.workspace = { ...cli.workspace, settings: { ...settings, proxy } };
  expect((await open()).stdout).toMatch(/^https:\/\/alpha\.acme\.test:8443\/#/);
});

describe('on a terminal', () => {
  const onTerminal = (columns: number, ...flags: string[]) =>
    cli.run(['pod', 'open', 'acme/agent', ...flags], { columns });

  test('a QR code follows the link, light modules on a dark ground', async () => {
    const { stdout, stderr } = await onTerminal(120);
    const [link, ...code] = stdout.trimEnd().split('\n');
    expect(link).toBe(LINK);
    expect(code.length).toBeGreaterThan(15);
    expect(new Set(code.map((line) => line.replace(/[█▀▄ ]+/, 'QR')))).toEqual(
      new Set(['\u001b[97;40mQR\u001b[0m']),
    );
    expect(stderr).not.toMatch(/[█▀▄]/);
  });

  test('it is left out when asked, and where it would be torn apart', async () => {
    const narrow = await onTerminal(30);
    expect(narrow.stdout).toBe(`${LINK}\n`);
    expect((await onTerminal(120, '--no-qr')).stdout).toMatch(/^https:\S+\n$/);
    expect(narrow.stderr).toMatch(/needs a terminal of \d+ columns/);
  });
});

test('who asked, and that a link was made, is on record; the link is not', async () => {
  await open('--actor', 'alice@laptop');
  const entries = (await audit()).slice(-2);
  const common = { actor: 'alice@laptop', action: 'pod open', subject: 'pod/acme/agent' };
  expect(entries).toMatchObject([
    { ...common, result: 'started' },
    { ...common, result: 'link made' },
  ]);
  const told = JSON.stringify([await audit(), (await cli.run(['events', '-o', 'json'])).stdout]);
  expect(told).not.toContain('bootstrap');
});

test('a failure is told with its hint, and is on record', async () => {
  const hint = 'see its log';
  cli.world.gateway.failure = new AgentPodError('Waiting', 'OwnerLinkUnavailable', 'no', { hint });
  const { code, stdout, stderr } = await open();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('error: no\nhint: see its log\n');
  expect((await audit()).at(-1)).toMatchObject({ action: 'pod open', result: 'failed' });
});

test('--ttl is refused with the reason', async () => {
  const { code, stderr } = await open('--ttl', '1h');
  expect(code).toBe(2);
  expect(stderr).toContain('fixed in OpenClaw, at ten minutes');
});

describe('is refused, with what to do, and leaves no trace', () => {
  const refusal = async (name = 'acme/agent') => {
    const before = await audit();
    const { code, stdout, stderr } = await cli.run(['pod', 'open', name]);
    expect(stdout).toBe('');
    expect(code).not.toBe(0);
    expect(await audit()).toEqual(before);
    expect(cli.world.gateway.links).toEqual([]);
    return stderr;
  };

  test('for a pod that is not there', async () => {
    expect(await refusal('acme/agnet')).toContain('did you mean acme/agent?');
    expect(await refusal('acme')).toContain('write TENANT/NAME');
  });

  test('for a suspended one', async () => {
    await apply(`${HOSTS}  suspended: true\n`);
    expect(await refusal()).toBe(
      'error: pod acme/agent is suspended\nhint: start it with agentpod pod resume acme/agent\n',
    );
  });

  test('for one that does not run', async () => {
    await cli.world.runtime.stopContainer('agentpod_acme_agent_g1', 1);
    expect(await refusal()).toContain('does not run (exited)\nhint: see agentpod logs acme/agent');
    await cli.world.runtime.removeContainer('agentpod_acme_agent_g1');
    expect(await refusal()).toContain('has no container\nhint: apply its manifest');
  });

  test('for one that is not ready', async () => {
    const message = '503 status "starting"';
    cli.world.runtime.probes.set(PORT, { ready: false, message });
    expect(await refusal()).toContain(`is not ready: ${message}`);
  });

  test('for one without a host', async () => {
    await apply('');
    expect(await refusal()).toContain('has no host to open it by\nhint: give it one');
  });
});
