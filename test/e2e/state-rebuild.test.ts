import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../src/core/model/resource.ts';
import { openState } from '../../src/services/database/open.ts';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';
import { footprint } from '../integration/state/footprint.ts';
import { anOpenClaw } from './harness/openclaw-pod.ts';

const missing = await whyNoEngine();
const POD: PodKey = 'acme/agent';
const TOKEN_FILE = '/run/agentpod/secrets/gateway-token';

describe.skipIf(missing)(`a real gateway whose state was lost ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.env['OPENAI_API_KEY'] = 'sk-of-the-test';
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => fleet?.remove());

  it('runs on through refusal, rebuild and apply, with its token valid', async () => {
    const before = await footprint(fleet, [POD]);
    const token = await fleet.engine.sh(POD, `cat ${TOKEN_FILE}`);
    await fleet.run(['state', 'stop']);
    await rm(fleet.stateDir, { recursive: true });

    expect(await fleet.apply()).toMatchObject({ exitCode: 7 });
    const rebuilt = await fleet.run(['state', 'rebuild', '-f', '.']);
    expect(rebuilt, rebuilt.stderr).toMatchObject({ exitCode: 0 });
    expect(rebuilt.stdout + rebuilt.stderr).not.toContain(token);

    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    expect((await fleet.apply()).stdout).toContain('Nothing to do: 1 pod up to date');
    expect(await footprint(fleet, [POD])).toEqual(before);
    expect(await storedToken(fleet)).toBe(token);
    // Only the right token makes the gateway tell its version.
    expect(await startupz(fleet, token)).toHaveProperty('version');
    expect(await startupz(fleet, 'another')).not.toHaveProperty('version');
  });
});

async function storedToken({ stateDir }: Fleet): Promise<string | undefined> {
  const state = await openState({ stateDir, readOnly: true, application: 'agentpod test' });
  const token = await state.store.gatewayToken(POD).finally(() => state.close());
  return token?.reveal();
}

async function startupz({ engine }: Fleet, token: string): Promise<unknown> {
  const port = await engine.hostPort(POD);
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`http://127.0.0.1:${port}/startupz`, { headers })).json();
}
