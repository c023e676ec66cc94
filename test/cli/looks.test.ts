import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo, stubPod, tenant, write } from './manifests.ts';

/** What people see: the texts of diff, plan, apply, get and describe, to the letter. */
let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await applyTwo(cli);
  return () => cli[Symbol.asyncDispose]();
});

test('diff tells pending from drift, and what each field costs', async () => {
  await write(
    cli,
    'tenants/acme.yaml',
    tenant('acme') + stubPod('acme/agent', '  env: {A: "1"}\n'),
  );
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { stdout } = await cli.run(['diff', '-f', 'tenants']);
  expect(stdout).toBe(`Pending: the manifests moved on.

  ~ pod/acme/agent: update, new container, about 7s down (container.env.A changed)
      + container.env.A: "1" [new container]

Drift: the world moved away.

  ! pod/globex/agent: heal, restart, about 7s down (container.state drifted)
      ~ container.state: "running" -> "exited" [restart]

Plan: 0 to create, 1 to update, 1 to heal, 0 to delete; 2 unchanged. Longest interruption: about 7s.
`);
});

test('diff without differences says so in one line', async () => {
  const { stdout } = await cli.run(['diff', '-f', 'tenants']);
  expect(stdout).toBe('No differences: 2 pods as declared.\n');
});

test('diff as markdown has the marker that a bot finds its comment by', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { stdout } = await cli.run(['diff', '-f', 'tenants', '-o', 'markdown']);
  expect(stdout).toBe(`<!-- agentpod-diff:default -->
### AgentPod diff

Plan: 0 to create, 0 to update, 1 to heal, 0 to delete; 3 unchanged. Longest interruption: about 7s.

| | Subject | What | Cost | Why |
| --- | --- | --- | --- | --- |
| ! | \`pod/globex/agent\` | heal | restart, about 7s down | container.state drifted |

#### Drift: the world moved away

| Subject | Field | Before | After | Impact |
| --- | --- | --- | --- | --- |
| \`pod/globex/agent\` | \`container.state\` | \`"running"\` | \`"exited"\` | restart |
`);
});

test('diff as JSON carries kind, summary, subjects and changes', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { stdout } = await cli.run(['diff', '-f', 'tenants', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Diff',
    summary: { heal: 1, unchanged: 3, driftFields: 1, pendingFields: 0 },
    changes: [
      {
        subject: 'pod/globex/agent',
        section: 'drift',
        path: 'container.state',
        before: { value: 'running' },
        after: { value: 'exited' },
        impact: 'restart',
      },
    ],
  });
});

test('get pods shows state, readiness, address and limits, grouped by tenant', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { stdout } = await cli.run(['get', 'pods']);
  expect(stdout).toBe(`\
NAME           STATE     READY    PORT   URL                      MEMORY   IMAGE
acme/agent     Running   yes     20000   http://127.0.0.1:20000     64Mi   agentpod/stub-agent:1
globex/agent   Stopped   no      20001   http://127.0.0.1:20001     64Mi   agentpod/stub-agent:1
`);
});

test('get tenants counts pods and ready ones', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { stdout } = await cli.run(['get', 'tenants']);
  expect(stdout).toBe(`\
NAME     PODS   READY   SUBNET            NETWORK
acme        1     1/1   10.213.0.0/25     agentpod_acme
globex      1     0/1   10.213.0.128/25   agentpod_globex
`);
});

test('get -o name prints what other commands take', async () => {
  expect((await cli.run(['get', 'po', '-o', 'name'])).stdout).toBe(
    'pod/acme/agent\npod/globex/agent\n',
  );
  for (const named of [['pod/acme/agent'], ['pod', 'pod/acme/agent'], ['acme/agent']]) {
    const { stdout } = await cli.run(['get', ...named, '-o', 'name']);
    expect(stdout, named.join(' ')).toBe('pod/acme/agent\n');
  }
});

test('get of an unknown name is 1 and names the nearest', async () => {
  expect(await cli.run(['get', 'pod', 'acme/agnet'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: there is no pod acme/agnet\nhint: did you mean acme/agent?\n',
  });
});

test('get -o json is a list with stable names', async () => {
  const { stdout } = await cli.run(['get', 'pods', '--tenant', 'acme', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'PodList',
    items: [
      {
        kind: 'Pod',
        metadata: { name: 'agent', tenant: 'acme', generation: 1 },
        status: { state: 'Running', ready: true, port: 20000 },
      },
    ],
  });
});

test('get -f shows what is declared and not applied yet', async () => {
  await write(cli, 'tenants/new.yaml', stubPod('acme/second'));
  const { stdout } = await cli.run([
    'get',
    'pods',
    '-f',
    'tenants',
    '-l',
    'tier=gold',
    '-o',
    'json',
  ]);
  const states = JSON.parse(stdout).items.map(
    (item: { status: { state: string } }) => item.status.state,
  );
  expect(states).toEqual(['Running', 'Pending', 'Running']);
});

test('describe shows the last log lines of a pod that is down, without its token', async () => {
  const token = (await cli.world.store.gatewayToken('globex/agent'))?.reveal() ?? '';
  cli.world.runtime.logLines.set('agentpod_globex_agent_g1', [
    `bye ${token}`,
    'sk-abcdefghijklmnop',
  ]);
  cli.world.runtime.crash('agentpod_globex_agent_g1', 137);
  const { stdout } = await cli.run(['describe', 'pod', 'globex/agent']);
  expect(token.length).toBeGreaterThan(6);
  expect(stdout).not.toContain(token);
  expect(stdout).toContain('State:        Crashed');
  expect(stdout).toContain('Exit code:    137');
  expect(stdout).toContain('Last log lines\n  bye (redacted)\n  (redacted)\n');
});

test('describe shows no log of a pod that serves', async () => {
  const { stdout } = await cli.run(['describe', 'acme/agent']);
  expect(stdout).toContain('Ready:        yes');
  expect(stdout).not.toContain('Last log lines');
});

test('an apply without a terminal prints one line for each step and a table at the end', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const { stdout, stderr } = await cli.run(['apply', '-f', 'tenants', '--yes']);
  expect(stderr).toContain('pod/globex/agent: started container agentpod_globex_agent_g1 (0ms)\n');
  expect(stdout).toBe(`\
SUBJECT            RESULT   TIME   URL
pod/globex/agent   healed    0ms   http://127.0.0.1:20001
1 healed, 3 unchanged in 0ms.
`);
});

test('on a terminal the plan is coloured, asked about, and drawn over while it runs', async () => {
  cli.world.runtime.crash('agentpod_globex_agent_g1');
  const apply = ['apply', '-f', 'tenants'];
  const no = await cli.run(apply, { typed: 'y\n', columns: 80 });
  expect(no.code).toBe(1);
  expect(no.stderr).toContain('Cancelled; nothing was changed.');
  const yes = await cli.run(apply, { typed: 'yes\n', columns: 80 });
  expect(yes.code).toBe(0);
  expect(yes.stderr).toContain('\x1b[33m! pod/globex/agent\x1b[39m: heal');
  expect(yes.stderr).toContain('\x1b[1A\x1b[J');
  expect(yes.stdout).toContain('\x1b[32mhealed\x1b[39m');
});

test('NO_COLOR, --no-color and TERM=dumb take the colours away, FORCE_COLOR brings them', async () => {
  const get = ['get', 'pods'];
  const coloured = async (argv: readonly string[], env: Record<string, string>, columns?: number) =>
    (await cli.run(argv, { env, ...(columns ? { columns } : {}) })).stdout.includes('\x1b[');
  expect(await coloured(get, {}, 100)).toBe(true);
  expect(await coloured(get, {})).toBe(false);
  expect(await coloured(get, { NO_COLOR: '1' }, 100)).toBe(false);
  expect(await coloured([...get, '--no-color'], { FORCE_COLOR: '1' }, 100)).toBe(false);
  expect(await coloured(get, { TERM: 'dumb' }, 100)).toBe(false);
  expect(await coloured(get, { FORCE_COLOR: '1' })).toBe(true);
});

test('a narrow terminal cuts columns instead of wrapping lines', async () => {
  const { stdout } = await cli.run(['get', 'pods'], { columns: 72, env: { NO_COLOR: '1' } });
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(72);
  expect(stdout).toContain('…');
});

test('get pods -o wide shows what pods use, and warns of what is nearly used up', async () => {
  const { uses } = cli.world.runtime;
  const limitBytes = 64 * 2 ** 20;
  uses.set('agentpod_acme_agent_g1', { usedBytes: 62 * 2 ** 20, limitBytes, cpuSeconds: 1 });
  const { stdout } = await cli.run(['get', 'pods', '-o', 'wide']);
  const [head, acme] = stdout.split('\n');
  expect(head).toMatch(/ MEMORY +USED +CPU /);
  expect(acme).toMatch(/^acme\/agent .* 64Mi +62Mi +0% /);
  expect((await cli.run(['get', 'pods'])).stdout).not.toContain('USED');
});
