import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';

const missing = await whyNoEngine();

/** A bundle can break what the sources do right: each form that loads something of its own is run. */
describe.skipIf(missing)(`the built program ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/one'));
    const { exitCode, stderr } = await fleet.start(['apply', '-f', '.', '--yes']);
    expect(exitCode, stderr).toBe(0);
  });
  afterAll(() => fleet.remove());

  it('explains each of its commands', async () => {
    const { stdout } = await fleet.start(['help']);
    const commands = [...stdout.matchAll(/^ {2}agentpod (\S+(?: [a-z]+)?) {2,}/gm)];
    expect(commands.length).toBeGreaterThan(15);
    for (const [, command = ''] of commands) {
      const help = await fleet.start([...command.split(' '), '--help']);
      expect(help, command).toMatchObject({ exitCode: 0, stderr: '' });
      expect(help.stdout, command).toContain('Usage');
    }
  });

  it.each(['table', 'wide', 'name'])('get pods and tenants -o %s', async (form) => {
    for (const kind of ['pods', 'tenants']) {
      const ran = await fleet.start(['get', kind, '-o', form]);
      expect(ran, kind).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ran.stdout, kind).toContain('acme');
    }
  });

  it.each(['json', 'yaml'])('get -o %s gives data', async (form) => {
    const read = (text: string): unknown => (form === 'json' ? JSON.parse(text) : parse(text));
    const list = await fleet.start(['get', 'pods', '-o', form]);
    expect(list).toMatchObject({ exitCode: 0, stderr: '' });
    const ready = { state: 'Running', ready: true };
    expect(read(list.stdout)).toMatchObject({ kind: 'PodList', items: [{ status: ready }] });
  });

  it.each([
    ['diff', ['text', 'json', 'markdown']],
    ['plan', ['text', 'json']],
    ['validate', ['text', 'json', 'github', 'markdown', 'junit', 'sarif']],
  ])('%s in each of its forms', async (command, forms) => {
    for (const form of forms) {
      const ran = await fleet.start([command, '-f', '.', '-o', form]);
      expect(ran, form).toMatchObject({ exitCode: 0, stderr: '' });
      if (form === 'json' || form === 'sarif') JSON.parse(ran.stdout);
    }
  });

  it.each([
    ['version', 'Version'],
    ['state status', 'StateStatus'],
    ['apply -f . --dry-run', 'Plan'],
    ['apply -f .', 'ApplyResult'],
    ['delete pod acme/one --dry-run', 'Plan'],
  ])('%s -o json', async (line, kind) => {
    const { exitCode, stdout } = await fleet.start([...line.split(' '), '-o', 'json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind });
  });

  it('deletes nothing, and makes no state, where there is none', async () => {
    const env = { AGENTPOD_STATE_DIR: `${fleet.stateDir}-none`, AGENTPOD_INSTANCE: 'none-here' };
    const ran = await fleet.start(['delete', 'pod', 'acme/one', '--yes'], env);
    expect(ran).toMatchObject({ exitCode: 1 });
    expect(ran.stderr).toContain('there is no pod acme/one');
    expect(existsSync(env.AGENTPOD_STATE_DIR)).toBe(false);
  });

  it('logs, exec and describe reach the container', async () => {
    expect(await fleet.start(['describe', 'acme/one'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await fleet.start(['logs', 'acme/one'])).toMatchObject({ exitCode: 0, stderr: '' });
    const exec = await fleet.start(['exec', 'acme/one', '--', 'sh', '-c', 'exit 3']);
    expect(exec).toMatchObject({ exitCode: 3, stderr: '' });
  });

  it("keeps Node's own warnings to itself", async () => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:1', NO_COLOR: '1', FORCE_COLOR: '1' };
    const { stderr } = await fleet.start(['get', 'pods'], env);
    expect(stderr).not.toMatch(/Warning/);
  });
});
