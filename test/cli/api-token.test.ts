import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo } from './manifests.ts';

let cli: CliBench;
beforeEach(async () => {
  cli = await CliBench.open();
  await applyTwo(cli);
  return () => cli[Symbol.asyncDispose]();
});

const create = (...argv: readonly string[]) => cli.run(['api-token', 'create', ...argv]);

test('a token is printed once, alone, and stands in no list or audit', async () => {
  const made = await create('page', '--role', 'tenant', '--tenant', 'acme', '--actor', 'alice');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/) });
  const token = made.stdout.trim();
  const digest = createHash('sha256').update(token).digest('hex');
  expect(await cli.world.store.apiTokens.find(digest)).toMatchObject({
    role: 'tenant',
    tenant: { name: 'acme' },
  });
  expect(await cli.world.store.audit({ limit: 1 })).toMatchObject([
    { actor: 'alice', action: 'api-token create page', subject: 'tenant/acme', result: 'tenant' },
  ]);
  for (const argv of [['api-token', 'list'], ['api-token', 'list', '-o', 'json'], ['audit']]) {
    const { code, stdout } = await cli.run(argv);
    expect(code).toBe(0);
    expect(stdout).toContain('page');
    expect(stdout).not.toContain(token);
    expect(stdout).not.toContain(digest);
  }
});

test('the list says who may see what', async () => {
  expect((await cli.run(['api-token', 'list'])).stderr).toContain('No tokens');
  await create('wall', '--role', 'read-only');
  const { stdout } = await cli.run(['api-token', 'list']);
  expect(stdout).toMatch(/NAME +ROLE +TENANT +AGE\nwall +read-only +/);
});

test('a token is revoked by its name, once', async () => {
  await create('wall', '--role', 'admin');
  expect(await cli.run(['api-token', 'revoke', 'wall'])).toMatchObject({ code: 0 });
  expect(await cli.world.store.apiTokens.list()).toEqual([]);
  expect(await cli.run(['api-token', 'revoke', 'wall'])).toMatchObject({ code: 1 });
});

test.each([
  [['wall'], 2],
  [['wall', '--role', 'root'], 2],
  [['Wall!', '--role', 'admin'], 2],
  [['wall', '--role', 'tenant'], 2],
  [['wall', '--role', 'admin', '--tenant', 'acme'], 2],
  [['wall', '--role', 'tenant', '--tenant', 'nobody'], 1],
])('none is made for %o', async (argv, code) => {
  expect(await create(...argv)).toMatchObject({ code, stdout: '' });
  expect(await cli.world.store.apiTokens.list()).toEqual([]);
});

test('two are not called the same', async () => {
  await create('wall', '--role', 'admin');
  expect(await create('wall', '--role', 'read-only')).toMatchObject({ code: 1, stdout: '' });
  expect(await cli.world.store.apiTokens.list()).toMatchObject([{ role: 'admin' }]);
});
