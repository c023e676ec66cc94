import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';
import { anOpenClaw } from './harness/openclaw-pod.ts';

/** A gateway takes its new token while it runs. The tests build on each other, in this order. */
const missing = await whyNoEngine();
const POD = 'acme/agent';
const CLIENT = readFileSync(join(import.meta.dirname, 'harness/session-client.mjs'), 'utf8');

describe.skipIf(missing)(`the token of a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let name: string;
  let created: string;
  let old: string;
  let sessions: ReturnType<typeof openSessions>;

  const container = async () => fleet.engine.container(POD);
  const show = async () => (await fleet.run(['token', 'show', POD])).stdout.trim();

  /** Two sessions inside the pod: one by the token, one by the device token that it was given. */
  function openSessions() {
    return execa('docker', ['exec', '-i', name, 'node', '--input-type=module', '-'], {
      input: CLIENT,
      reject: false,
    });
  }

  async function knows(token: string): Promise<boolean> {
    const port = await fleet.engine.hostPort(POD);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`http://127.0.0.1:${port}/startupz`, { headers });
    return Object.hasOwn((await answer.json()) as object, 'version');
  }

  /** The gateway looks at its files now and then. */
  async function until(condition: () => Promise<boolean>): Promise<boolean> {
    for (let turn = 0; turn < 60; turn += 1) {
      if (await condition()) return true;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return false;
  }

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.env['OPENAI_API_KEY'] = 'sk-first';
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    const { Id, Name } = await container();
    created = Id;
    name = Name.slice(1);
  });
  afterAll(async () => {
    sessions?.kill();
    await fleet?.remove();
  });

  it('is shown to its owner, and that it was shown is on record', async () => {
    old = await show();
    expect(await knows(old)).toBe(true);
    const { stdout } = await fleet.run(['audit']);
    expect(stdout).toContain('token show');
    expect(stdout).not.toContain(old);
  });

  it('that was rotated is the old one to the gateway until it is applied', async () => {
    sessions = openSessions();
    const ran = await fleet.run(['token', 'rotate', POD, '--yes']);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(await knows(old)).toBe(true);
    expect(await fleet.diff()).toMatchObject({
      changes: [{ path: 'secrets.gateway-token', impact: 'hot' }],
    });
  });

  it('is taken over live: same container, the new one works and the old one does not', async () => {
    const next = await show();
    expect(next).not.toBe(old);
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect((await container()).Id).toBe(created);
    expect(await until(() => knows(next))).toBe(true);
    expect(await knows(old)).toBe(false);
    expect((await fleet.apply()).stdout).toContain('Nothing to do');
  });

  it('drops no session of a paired device, and closes those that used the old one', async () => {
    const { stdout } = await sessions;
    expect(JSON.parse(stdout)).toEqual({ shared: 4001, device: 'open' });
  });

  it('like the key of a model provider, is not in what the Engine tells', async () => {
    fleet.env['OPENAI_API_KEY'] = 'sk-second-canary';
    expect(await fleet.diff()).toMatchObject({
      changes: [{ path: 'secrets.provider-openai', impact: 'hot' }],
    });
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect((await container()).Id).toBe(created);
    const told = JSON.stringify(await container());
    expect(told).not.toContain('sk-second-canary');
    expect(told).not.toContain(await show());
    expect(await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/provider-openai')).toBe(
      'sk-second-canary',
    );
  });

  it('leaves the gateway without a finding in its own security audit', async () => {
    const audit = JSON.parse(await fleet.engine.sh(POD, 'openclaw security audit --json')) as {
      summary: object;
    };
    expect(audit.summary).toMatchObject({ critical: 0, warn: 0 });
  });
});
