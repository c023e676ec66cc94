import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../../integration/engine-proxy.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { countWrites, killAtWrite, type Moment } from '../../integration/fleet/killed-runs.ts';
import { aTenant } from '../../integration/fleet/manifests.ts';
import { anOpenClaw } from './openclaw-pod.ts';
import { inVolume } from './volume-files.ts';

const missing = await whyNoEngine();
const POD: PodKey = 'acme/agent';
/** The product's promise for a new pod, from nothing to Ready. */
const NEW_POD_MS = 180_000;
const CANARY = `canary-${randomBytes(12).toString('hex')}`;
describe.skipIf(missing)(`a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;
  let configVolume: string;
  const said: string[] = [];

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    Object.assign(fleet.env, { OPENAI_API_KEY: CANARY, AGENTPOD_DEBUG: '1' });
    configVolume = `agentpod-${fleet.instance}_acme_agent_config_g1`;
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD));
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  async function say(...argv: readonly string[]) {
    const ran = await fleet.run(argv);
    said.push(ran.stdout, ran.stderr);
    return ran;
  }

  it('is Ready well under three minutes after its manifest was written', async () => {
    const start = performance.now();
    expect(await say('apply', '-f', '.', '--yes')).toMatchObject({ exitCode: 0 });
    expect(performance.now() - start).toBeLessThan(NEW_POD_MS);
    expect(await fleet.engine.answers(POD)).toBe(true);
  });

  it('can write its state, and keeps it', async () => {
    const listed = await fleet.engine.sh(POD, 'stat -c "%u %a" ~/.openclaw; ls ~/.openclaw');
    expect(listed).toMatch(/^1000 700\n\w+/);
  });

  it('costs a second apply no write at all', async () => {
    const before = await fleet.databaseState();
    expect(await countWrites(fleet, proxy, ['apply', '-f', '.', '--yes'])).toBe(0);
    expect(await fleet.databaseState()).toEqual(before);
  });

  it.each([
    ['a value', 'sed -i s/gpt-5.2/gpt-4/ openclaw.json', /model\.primary$/],
    ['all of it', 'echo "{" > openclaw.json', /^openclaw\.json$/],
    ['that it is there', 'rm openclaw.json', /^openclaw\.json$/],
  ])(
    'whose config was edited by hand (%s) is shown as drift and healed',
    async (_what, script, path) => {
      await inVolume(fleet.engine.docker, configVolume, script);

      const seen = await fleet.diff();
      expect(seen.exitCode).toBe(1);
      expect(new Set(seen.changes.map(({ section }) => section))).toEqual(new Set(['drift']));
      expect(seen.changes.map((change) => change.path)).toContainEqual(expect.stringMatching(path));

      expect(await say('apply', '-f', '.', '--yes')).toMatchObject({ exitCode: 0 });
      expect(await fleet.engine.answers(POD)).toBe(true);
      expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
      expect(await countWrites(fleet, proxy, ['apply', '-f', '.', '--yes'])).toBe(0);
    },
  );

  it('takes another model without a stop, and survives AgentPod being killed at any write', async () => {
    const { Id, State } = await fleet.engine.container(POD);
    const argv = ['apply', '-f', '.', '--yes'];
    await useModel('openai/first');
    const writes = await countWrites(fleet, proxy, argv);
    expect(writes).toBeGreaterThan(2);

    // After one write is nearly before the next: all befores, and the last after, are enough here.
    const moments = Array.from({ length: writes }, (_, index) => atWrite(index + 1, 'before'));
    for (const at of [...moments, atWrite(writes, 'after')]) {
      const model = `openai/${at.moment}-${at.write}`;
      await useModel(model);
      const killed = await killAtWrite(fleet, proxy, argv, at);

      expect(await say(...argv), killed).toMatchObject({ exitCode: 0 });

      expect(await fleet.engine.sh(POD, 'cat /etc/openclaw/openclaw.json'), killed).toContain(
        model,
      );
      expect(await fleet.diff(), killed).toMatchObject({ exitCode: 0 });
      // A helper that a killed apply left behind never ran, and goes with a later sweep.
      const { containers } = await fleet.engine.inventory();
      const lasting = containers.filter((name) => !name.endsWith('_writer'));
      expect(lasting, killed).toHaveLength(1);
    }
    expect(await fleet.engine.container(POD)).toMatchObject({
      Id,
      State: { StartedAt: State.StartedAt },
    });
  });

  async function useModel(primary: string): Promise<void> {
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD, { model: { primary } }));
  }

  describe('whose secrets are the gateway token and a provider key', () => {
    let token: string;

    beforeAll(async () => {
      token = (await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/gateway-token')).trim();
      for (const form of ['text', 'json']) {
        await say('diff', '-f', '.', '-v', '-o', form);
        await say('plan', '-f', '.', '-v', '-o', form, '--out', 'plan.json');
        await say('describe', 'pod', POD, '-o', form);
      }
      for (const form of ['table', 'json', 'yaml']) await say('get', 'pods', '-o', form);
      said.push(await readFile(join(fleet.folder, 'plan.json'), 'utf8'));
    });

    function expectClean(text: string): void {
      expect(token.length).toBeGreaterThan(20);
      for (const value of [CANARY, token]) {
        const at = text.indexOf(value);
        expect(at < 0 ? '' : text.slice(Math.max(0, at - 200), at)).toBe('');
      }
    }

    it('has them in its volume, for itself alone', async () => {
      const files = 'cd /run/agentpod/secrets; stat -c "%a %u %n" *; cat provider-openai';
      expect(await fleet.engine.sh(POD, files)).toBe(
        `400 1000 gateway-token\n400 1000 provider-openai\n${CANARY}`,
      );
    });

    it('has them in nothing that a command says', () => {
      expect(said.join('').length).toBeGreaterThan(5000);
      expectClean(said.join('\n'));
    });

    it('has them neither in its config, nor in docker inspect, nor in an environment', async () => {
      const { docker } = fleet.engine;
      const { containers, networks, volumes } = await fleet.engine.inventory();
      const container = await fleet.engine.container(POD);
      const shown = await Promise.all([
        ...containers.map((name) => docker.getContainer(name).inspect()),
        ...networks.map((name) => docker.getNetwork(name).inspect()),
        ...volumes.map((name) => docker.getVolume(name).inspect()),
        docker.getImage(container.Image).history(),
      ]);
      expectClean(JSON.stringify(shown));
      expectClean(await fleet.engine.sh(POD, 'cat /etc/openclaw/openclaw.json'));
      expectClean(await fleet.engine.sh(POD, 'cat /proc/[0-9]*/environ 2>/dev/null; true'));
    });

    it('has them neither in the database nor in a file of the state folder', async () => {
      expectClean(await fleet.databaseDump());
      const entries = await readdir(fleet.stateDir, { recursive: true, withFileTypes: true });
      for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
        expectClean(await readFile(join(parentPath, name), 'latin1'));
      }
    });
  });

  it('goes without a trace but its state, and comes back with it', async () => {
    await fleet.engine.sh(POD, 'echo learned > ~/.openclaw/marker');
    expect(await say('delete', 'tenant', 'acme', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.inventory()).toEqual({
      containers: [],
      networks: [],
      volumes: [`agentpod-${fleet.instance}_acme_agent_state`],
    });
    expect(await say('apply', '-f', '.', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.sh(POD, 'cat ~/.openclaw/marker')).toBe('learned\n');
  });
});

function atWrite(write: number, moment: Moment) {
  return { write, moment };
}
