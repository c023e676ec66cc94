import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`a saved plan ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;
  let release = 0;

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    Object.assign(fleet.env, { CRM_TOKEN: 'crm-token-0', DOCKER_HOST: proxy.dockerHost });
    await fleet.write('acme.yaml', aTenant('acme'));
    await nextRelease();
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });
  beforeEach(async () => {
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    await nextRelease();
    expect(await fleet.run(['plan', '-f', '.', '--out', 'plan.json'])).toMatchObject({
      exitCode: 0,
    });
    proxy.reset();
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  async function nextRelease(): Promise<void> {
    release += 1;
    const stub = { env: { RELEASE: String(release) }, secrets: { crm: { env: 'CRM_TOKEN' } } };
    await fleet.write('pod.yaml', aStub('acme/agent', stub));
  }

  const applyPlan = () => fleet.run(['apply', 'plan.json', '--yes']);

  async function expectRefused(words: string): Promise<void> {
    const { exitCode, stderr } = await applyPlan();
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 7 });
    expect(stderr).toContain(words);
    expect(proxy.writes).toEqual([]);
  }

  it('is applied as it was shown, whatever the manifests say by then', async () => {
    const planned = String(release);
    expect((await stat(join(fleet.folder, 'plan.json'))).mode & 0o777).toBe(0o600);
    await nextRelease();

    expect(await applyPlan()).toMatchObject({ exitCode: 0 });

    const { Config } = await fleet.engine.container('acme/agent');
    expect(Config.Env).toContain(`RELEASE=${planned}`);
  });

  it('is refused a second time', async () => {
    expect(await applyPlan()).toMatchObject({ exitCode: 0 });
    proxy.reset();
    await expectRefused('something changed since the plan was made');
  });

  it('is refused when somebody stopped a container meanwhile', async () => {
    await (await fleet.engine.handle('acme/agent')).stop();
    await expectRefused('something changed since the plan was made');
  });

  it('is refused when another apply came first', async () => {
    await fleet.run(['apply', '-f', '.', '--yes']);
    proxy.reset();
    await expectRefused('something changed since the plan was made');
  });

  it('is refused when it was edited', async () => {
    const path = join(fleet.folder, 'plan.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(`"RELEASE": "${release}"`, '"RELEASE": "666"'));
    await expectRefused('the saved plan was changed');
  });

  it('is refused by another installation', async () => {
    await using other = await aFleet();
    const path = await other.writeText(
      'plan.json',
      await readFile(join(fleet.folder, 'plan.json'), 'utf8'),
    );
    expect(await other.run(['apply', path, '--yes'])).toMatchObject({ exitCode: 7 });
    expect((await other.engine.inventory()).containers).toEqual([]);
  });

  it('is refused when a secret is no longer the one that it was made with', async () => {
    fleet.env['CRM_TOKEN'] = `crm-token-${release}`;
    await expectRefused('secret-crm changed after the plan was made');
  });
});
