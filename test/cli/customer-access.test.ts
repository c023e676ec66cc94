import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { openclawPod, stubPod, tenant, write } from './manifests.ts';

let cli: CliBench;
const HOSTS = '  hosts: [b.example.com, a.example.com]\n';

const SSO = `  hosts: [sso.example.com]
  route: {sso: {address: "http://auth:4180/", owners: [amy@example.com]}}
`;

beforeEach(async () => {
  cli = await CliBench.open();
  await write(
    cli,
    'acme.yaml',
    [
      tenant('acme'),
      openclawPod('acme/agent', HOSTS),
      openclawPod('acme/bare'),
      openclawPod('acme/sso', SSO),
      stubPod('acme/other', '  hosts: [other.example.com]\n'),
    ].join(''),
  );
  await cli.run(['apply', '-f', 'acme.yaml', '--yes']);
  return () => cli[Symbol.asyncDispose]();
});

const invite = (...argv: string[]) => cli.run(['pod', 'invite', 'acme/agent', ...argv]);
const sessions = (...argv: string[]) => cli.run(['pod', 'sessions', 'acme/agent', ...argv]);
const tokenOf = (link: string) => new URL(link.trim()).hash.replace('#token=', '');

/** As the door does it. */
async function redeem(link: string): Promise<boolean> {
  const digest = createHash('sha256').update(tokenOf(link)).digest('hex');
  const pod = await cli.world.store.access.findPod('a.example.com');
  if (pod === undefined) throw new Error('no pod has this host');
  const session = { digest, address: '192.0.2.1', idleSeconds: 3600, mostSeconds: 7200 };
  const trace = {
    actor: 'c',
    action: 'door login',
    subject: 'pod/acme/agent',
    result: 'r',
  } as const;
  return cli.world.store.access.within(pod).redeem(digest, session, trace);
}

test('an invitation is a link alone on stdout, and it works', async () => {
  const { code, stdout, stderr } = await invite('--actor', 'alice');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^https:\/\/a\.example\.com\/\.well-known\/agentpod\/login#token=[\w-]{43}\n$/,
  );
  expect(stderr).toContain('Signs one browser in to acme/agent, within 24h.');
  expect(await redeem(stdout)).toBe(true);
  expect(await redeem(stdout)).toBe(false);
});

test('who invited is written down, the link is not', async () => {
  const { stdout } = await invite('--actor', 'alice', '--ttl', '1h');
  const entries = await cli.world.store.audit({ limit: 1 });
  expect(entries).toMatchObject([
    { actor: 'alice', action: 'pod invite', subject: 'pod/acme/agent', result: 'valid for 1h' },
  ]);
  for (const argv of [
    ['audit', '-o', 'json'],
    ['events', '-o', 'json'],
    ['describe', 'pod', 'acme/agent'],
  ]) {
    const shown = await cli.run(argv);
    expect(shown.stdout + shown.stderr).not.toContain(tokenOf(stdout));
  }
});

test('as JSON it says when it expires', async () => {
  const { stdout } = await invite('-o', 'json', '--host', 'b.example.com');
  expect(JSON.parse(stdout)).toEqual({
    url: expect.stringMatching(/^https:\/\/b\.example\.com\/.*#token=[\w-]{43}$/),
    expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});

test.each(['0', '59s', '169h', '8d', 'soon', '-1h'])('a life of %s is refused', async (ttl) => {
  const { code, stdout, stderr } = await invite(`--ttl=${ttl}`);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`--ttl ${ttl}`);
});

test('only a pod on record that has a host can be opened', async () => {
  expect((await cli.run(['pod', 'invite', 'acme/agnt'])).stderr).toContain(
    'did you mean acme/agent?',
  );
  expect((await cli.run(['pod', 'invite', 'acme/bare'])).stderr).toContain(
    'applied without a host',
  );
  expect((await cli.run(['pod', 'invite', 'nonsense'])).code).toBe(2);
  expect((await invite('--host', 'c.example.com')).stderr).toContain(
    'a.example.com or b.example.com',
  );
});

test('a pod whose customers sign in elsewhere gets no link', async () => {
  const sso = await cli.run(['pod', 'invite', 'acme/sso']);
  expect(sso).toMatchObject({ code: 1, stdout: '' });
  expect(sso.stderr).toContain('spec.route.sso.owners');
  const generic = await cli.run(['pod', 'invite', 'acme/other']);
  expect(generic).toMatchObject({ code: 1, stdout: '' });
  expect(generic.stderr).toContain('acme/other is no openclaw agent');
});

test('sessions are listed, and ended one by one or all at once', async () => {
  expect((await sessions()).stderr).toBe('Nobody is signed in.\n');
  await redeem((await invite()).stdout);
  await redeem((await invite()).stdout);
  await invite();
  expect((await sessions()).stdout).toMatch(
    /^ID +AGE +LAST USED +ADDRESS +EXPIRES *\n +1 .*192\.0\.2\.1/,
  );
  const { items } = JSON.parse((await sessions('-o', 'json')).stdout);
  expect(items).toHaveLength(2);
  expect((await sessions('--revoke', '1')).stderr).toBe('acme/agent: ended session 1.\n');
  expect(await sessions('--revoke', '1')).toMatchObject({ code: 1 });
  expect((await sessions('--all', '--actor', 'bob')).stderr).toBe(
    'acme/agent: ended 1 session and 1 unused link.\n',
  );
  expect((await sessions()).stderr).toBe('Nobody is signed in.\n');
  expect(await cli.world.store.audit({ limit: 1 })).toMatchObject([
    { actor: 'bob', action: 'pod sessions --revoke', result: '1 session and 1 unused link' },
  ]);
});

test.each([
  ['--revoke', '1', '--all'],
  ['--revoke', 'one'],
])('%s is not a request', async (...argv) => {
  expect(await sessions(...argv)).toMatchObject({ code: 2, stdout: '' });
});
