import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { stubPod, tenant, write } from './manifests.ts';

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  expect((await cli.run(['plan', '-f', 'tenants', '--out', 'plan.json'])).code).toBe(0);
  return () => cli[Symbol.asyncDispose]();
});

const apply = ['apply', 'plan.json', '--yes'];

test('a saved plan is private and is applied as it was shown', async () => {
  expect((await stat(join(cli.folder, 'plan.json'))).mode & 0o777).toBe(0o600);
  await write(cli, 'tenants/acme.yaml', 'broken: [');
  expect((await cli.run(apply)).code).toBe(0);
  expect((await cli.run(['get', 'pods', '-o', 'name'])).stdout).toBe('pod/acme/agent\n');
});

test('a saved plan is refused with 7 when the world moved', async () => {
  await write(cli, 'other/globex.yaml', tenant('globex'));
  await cli.run(['apply', '-f', 'other', '--yes']);
  const { code, stderr } = await cli.run(apply);
  expect(code).toBe(7);
  expect(stderr).toContain('something changed since the plan was made');
});

test('a saved plan is refused with 7 when it was edited', async () => {
  const text = await readFile(join(cli.folder, 'plan.json'), 'utf8');
  await write(cli, 'plan.json', text.replaceAll('stub-agent:1', 'evil-agent:1'));
  const { code, stderr } = await cli.run(apply);
  expect(code).toBe(7);
  expect(stderr).toContain('was changed, or another installation made it');
  expect(cli.world.runtime.containers.size).toBe(0);
});

test('a manifest given as a plan, and no plan at all, are usage errors', async () => {
  expect((await cli.run(['apply', 'tenants/acme.yaml'])).code).toBe(2);
  expect((await cli.run(['apply', 'absent.json'])).code).toBe(2);
  expect((await cli.run(['apply', 'plan.json', '-f', 'tenants'])).code).toBe(2);
});
