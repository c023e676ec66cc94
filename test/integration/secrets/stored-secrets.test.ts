import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import type { Ran } from '../fleet/in-process.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';

/** The life of a stored secret on a real Engine. The tests build on each other, in this order. */
const missing = await whyNoEngine();
const FIRST = canary();
const SECOND = canary();

function canary(): string {
  return `canary-${randomBytes(12).toString('hex')}`;
}

describe.skipIf(missing)(`a stored secret ${missing ?? ''}`, () => {
  let fleet: Fleet;
  /** Everything that any command line said. */
  const said: string[] = [];

  async function say(...argv: readonly string[]): Promise<Ran> {
    const ran = await fleet.run(argv);
    said.push(ran.stdout, ran.stderr);
    return ran;
  }

  async function give(verb: 'set' | 'rotate', value: string, name = 'crm'): Promise<Ran> {
    const file = join(fleet.stateDir, '..', 'value');
    await writeFile(file, `${value}\n`);
    return say('secret', verb, 'acme', name, '--from-file', file);
  }

  async function listed(): Promise<readonly Record<string, unknown>[]> {
    const { stdout } = await say('secret', 'list', '-o', 'json');
    return (JSON.parse(stdout) as { items: Record<string, unknown>[] }).items;
  }

  const inPod = () => fleet.engine.sh('acme/agent', 'cat /run/agentpod/secrets/secret-crm');

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.env['AGENTPOD_DEBUG'] = '1';
    const secrets = { crm: { secret: 'crm' } } as unknown as Record<string, { env: string }>;
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { secrets }));
  });
  afterAll(() => fleet?.remove());

  it('that is not there is an error at its line, and nothing is touched', async () => {
    const ran = await say('apply', '-f', '.', '--yes');
    expect(ran.exitCode).toBe(3);
    expect(ran.stderr).toMatch(/acme\.yaml:\d+:\d+: error: .*tenant acme has no stored secret crm/);
    expect(ran.stderr).toContain('agentpod secret set acme crm');
    expect(ran.stderr).not.toContain('did you mean');
  });

  it('is only a warning to validate, which looks into no state', async () => {
    const ran = await say('validate', '-f', '.');
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(`${ran.stdout}${ran.stderr}`).toContain('warning');
  });

  it('cannot be rotated before it is there', async () => {
    expect(await give('rotate', FIRST)).toMatchObject({ exitCode: 1 });
    expect(await listed()).toEqual([]);
  });

  it('can be stored before the first apply, which then makes its tenant as any other', async () => {
    expect(await give('set', FIRST)).toMatchObject({ exitCode: 0 });
    expect(await listed()).toMatchObject([{ tenant: 'acme', name: 'crm', version: 1, usedBy: [] }]);
    const ran = await say('apply', '-f', '.', '--yes');
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toMatch(/tenant\/acme\s+created/);
    expect(await inPod()).toBe(FIRST);
    expect((await fleet.diff()).changes).toEqual([]);
  });

  it('is stored once, however often the same value is set', async () => {
    const before = await fleet.databaseDump();
    expect((await give('set', FIRST)).stderr).toContain('nothing was changed');
    expect(await listed()).toMatchObject([{ version: 1, usedBy: ['acme/agent'] }]);
    expect((await fleet.databaseDump()).length).toBeGreaterThanOrEqual(before.length);
  });

  it('with a slip in its name is answered with the nearest one', async () => {
    const secrets = { crm: { secret: 'crn' } } as unknown as Record<string, { env: string }>;
    await fleet.write('slip.yaml', aStub('acme/slip', { secrets }));
    const ran = await say('diff', '-f', '.');
    expect(ran.stderr).toContain('did you mean crm?');
    await fleet.erase('slip.yaml');
  });

  it('is not deleted while a pod uses it, which is named', async () => {
    const ran = await say('secret', 'delete', 'acme', 'crm', '--yes');
    expect(ran).toMatchObject({ exitCode: 7 });
    expect(ran.stderr).toContain('acme/agent');
    expect(await listed()).toHaveLength(1);
  });

  it('that was rotated shows only that it changed, and reaches the pod with the next apply', async () => {
    expect(await give('rotate', SECOND)).toMatchObject({ exitCode: 0 });
    const shown = await say('diff', '-f', '.');
    expect(shown.exitCode).toBe(1);
    expect(shown.stdout).toContain('(sensitive');
    expect((await fleet.diff()).changes).toEqual([
      expect.objectContaining({ section: 'pending', path: 'secrets.secret-crm' }),
    ]);
    expect(await say('apply', '-f', '.', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await inPod()).toBe(SECOND);
    expect(await listed()).toMatchObject([{ version: 2, usedBy: ['acme/agent'] }]);
  });

  it('can be deleted once its pod has another source, though the value is the same', async () => {
    fleet.env['CRM'] = SECOND;
    await fleet.write(
      'acme.yaml',
      aTenant('acme'),
      aStub('acme/agent', { secrets: { crm: { env: 'CRM' } } }),
    );
    expect(await say('apply', '-f', '.', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await say('secret', 'delete', 'acme', 'crm', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await listed()).toEqual([]);
    expect((await fleet.diff()).changes).toEqual([]);
  });

  it('leaves a trace of who did what with it, and its value is nowhere', async () => {
    said.push((await fleet.run(['audit'])).stdout, (await fleet.run(['events'])).stdout);
    expect(said.join('\n')).toContain('secret rotate crm');
    said.push(
      await fleet.databaseDump(),
      JSON.stringify(await fleet.engine.container('acme/agent')),
    );
    const all = said.join('\n');
    expect(all).not.toContain(FIRST);
    expect(all).not.toContain(SECOND);
  });

  it('has no place on the command line, and what stands there is not repeated', async () => {
    const ran = await say('secret', 'set', 'acme', 'CRM_sk-LEAK');
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.stderr).not.toContain('sk-LEAK');
    const empty = await say('secret', 'set', 'acme', 'empty');
    expect(empty).toMatchObject({ exitCode: 1 });
    expect(empty.stderr).toContain('stdin is empty');
  });
});
