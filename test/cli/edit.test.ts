import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { stubPod, tenant, write } from './manifests.ts';

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  return () => cli[Symbol.asyncDispose]();
});

const text = (file: string): Promise<string> => readFile(join(cli.folder, file), 'utf8');
const git = async (...argv: string[]): Promise<string> =>
  (await execa('git', argv, { cwd: cli.folder })).stdout;

async function startRepository(): Promise<void> {
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Ann');
  await git('config', 'user.email', 'ann@example.com');
  await git('config', 'commit.gpgsign', 'false');
}

const STUB = ['--agent', 'generic', '--image', 'agentpod/stub-agent:1', '--port', '8080'];

test('tenant create and pod create write manifests, apply them, and nothing else', async () => {
  const first = await cli.run(['tenant', 'create', 'acme', '--display-name', 'Acme Corp']);
  expect(first.code).toBe(0);
  const second = await cli.run(['pod', 'create', 'acme/agent', '--memory', '64Mi', ...STUB]);
  expect(second.code).toBe(0);
  expect(await text('tenants/acme.yaml')).toBe(`\
# yaml-language-server: $schema=https://agentpod.dev/schemas/v1alpha1/agentpod.json
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata:
  name: acme
spec:
  displayName: Acme Corp
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: acme/agent
spec:
  agent: generic
  image: agentpod/stub-agent:1
  resources:
    memory: 64Mi
  generic:
    port: 8080
`);
  expect((await cli.run(['get', 'pods', '-o', 'name'])).stdout).toBe('pod/acme/agent\n');
});

test('pod create takes all that a generic agent needs', async () => {
  await cli.run(['tenant', 'create', 'acme', '--no-apply']);
  const flags = ['--health-path', '/up', '--state-dir', '/data', '--env', 'TZ=UTC'];
  const command = ['--command', 'serve "two words"', '--no-apply'];
  const { code } = await cli.run(['pod', 'create', 'acme/agent', ...STUB, ...flags, ...command]);
  expect(code).toBe(0);
  expect(await text('tenants/acme.yaml')).toContain(`
  env:
    TZ: UTC
  generic:
    command:
      - serve
      - two words
    port: 8080
    healthPath: /up
    stateDir: /data
`);
});

test('pod create appends to the file of the tenant and keeps what is there to the byte', async () => {
  const before = `# ours\n${tenant('acme')}\n# the end, "as it is"  \n`;
  await write(cli, 'tenants/customers.yaml', before);
  await cli.run(['pod', 'create', 'acme/agent', '--no-apply', ...STUB]);
  const after = await text('tenants/customers.yaml');
  expect(after.startsWith(`${before}---\napiVersion`)).toBe(true);
});

test('pod create leaves pods that it is not about alone', async () => {
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/waiting'));
  expect((await cli.run(['pod', 'create', 'acme/agent', ...STUB])).code).toBe(0);
  expect((await cli.run(['get', 'pods', '-o', 'name'])).stdout).toBe('pod/acme/agent\n');
});

test('an invalid edit is refused with 3 before anything is written', async () => {
  await write(cli, 'tenants/acme.yaml', tenant('acme'));
  const { code, stderr } = await cli.run(['pod', 'create', 'acme/agent', '--image', 'x:latest']);
  expect(code).toBe(3);
  expect(stderr).toContain('tenants/acme.yaml:');
  expect(await text('tenants/acme.yaml')).toBe(tenant('acme'));
  expect(cli.world.writes).toBe(0);
});

test('an invalid neighbour in the folder refuses the edit too', async () => {
  await write(cli, 'tenants/acme.yaml', tenant('acme'));
  await write(cli, 'tenants/bad.yaml', 'kind: [');
  expect((await cli.run(['pod', 'create', 'acme/agent', ...STUB])).code).toBe(3);
  expect(await text('tenants/acme.yaml')).toBe(tenant('acme'));
});

test('what is declared already is not created again', async () => {
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  expect(await cli.run(['tenant', 'create', 'acme'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: tenant acme is already declared\nhint: see tenants/acme.yaml:4\n',
  });
  expect((await cli.run(['pod', 'create', 'acme/agent', ...STUB])).code).toBe(1);
  expect((await cli.run(['pod', 'create', 'amce/agent', ...STUB])).stderr).toContain(
    'did you mean acme?',
  );
});

test('in a git work tree only the edited file is committed, whatever else is staged', async () => {
  await startRepository();
  await write(cli, 'staged.txt', 'mine');
  await git('add', 'staged.txt');
  const { stderr } = await cli.run(['tenant', 'create', 'acme', '--no-apply']);
  expect(stderr).toMatch(/Committed [0-9a-f]{7,}: Add tenant acme\n/);
  expect(await git('show', '--name-only', '--format=%an: %s')).toBe(
    'Ann: Add tenant acme\n\ntenants/acme.yaml',
  );
  expect(await git('status', '--porcelain')).toBe('A  staged.txt');
});

test('--no-commit writes without committing, and a failed commit is a warning', async () => {
  await startRepository();
  await cli.run(['tenant', 'create', 'acme', '--no-apply', '--no-commit']);
  expect(await git('status', '--porcelain')).toBe('?? tenants/');
  await write(cli, '.git/hooks/pre-commit', '#!/bin/sh\necho "not on Fridays" >&2\nexit 1\n');
  await execa('chmod', ['+x', join(cli.folder, '.git/hooks/pre-commit')]);
  const { code, stderr } = await cli.run(['tenant', 'create', 'globex', '--no-apply']);
  expect(code).toBe(0);
  expect(stderr).toContain('warning: the file is written but not committed');
  expect(stderr).toContain('not on Fridays');
});

test('suspend and resume edit one line and give the old file back', async () => {
  const before = tenant('acme') + stubPod('acme/agent', '  # last words\n');
  await write(cli, 'tenants/acme.yaml', before);
  await cli.run(['apply', '-f', 'tenants', '--yes']);
  expect((await cli.run(['pod', 'suspend', 'acme/agent'])).code).toBe(0);
  expect(await text('tenants/acme.yaml')).toBe(
    before.replace('spec:\n', 'spec:\n  suspended: true\n'),
  );
  expect((await cli.run(['get', 'pods'])).stdout).toContain('Suspended');
  expect((await cli.run(['pod', 'resume', 'acme/agent'])).code).toBe(0);
  expect(await text('tenants/acme.yaml')).toBe(before);
  expect((await cli.run(['get', 'pods'])).stdout).toContain('Running');
});

test('a file that was given is the one that is written to', async () => {
  await cli.run(['tenant', 'create', 'acme', '-f', 'all.yaml', '--no-apply']);
  await cli.run(['tenant', 'create', 'globex', '-f', 'all.yaml', '--no-apply']);
  expect((await text('all.yaml')).match(/kind: Tenant/g)).toHaveLength(2);
  await rm(join(cli.folder, 'all.yaml'));
});
