import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABEL, ownerLabels } from '../../src/core/desired/names.ts';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';

/** One real OpenClaw gateway through its life. The tests build on each other, in this order. */
const missing = await whyNoEngine();
const POD = 'acme/agent';
const MODEL = 'acme-llm/small';
const runtime = createDockerRuntime();

function aGateway(spec: object = {}) {
  return {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name: POD },
    spec: {
      image: 'ghcr.io/openclaw/openclaw:2026.9.6',
      resources: { cpus: 2, memory: '1536Mi' },
      hosts: ['agent.acme.example.com'],
      ...spec,
    },
  };
}

function withModel(id: string) {
  return {
    model: { primary: `acme-llm/${id}` },
    providers: {
      'acme-llm': {
        baseUrl: 'http://llm.example.com/v1',
        apiKey: { env: 'LLM_KEY' },
        models: [
          { id: 'small', cost: { input: 1, output: 2 } },
          { id: 'large', cost: { input: 2, output: 4 } },
        ],
      },
    },
  };
}

describe.skipIf(missing)(`a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let created: string;

  const containerId = async (): Promise<string> => (await fleet.engine.container(POD)).Id;

  /** Waits for a line in the gateway's log that was not there before. */
  async function logged(words: string, times: number): Promise<boolean> {
    const { Name } = await fleet.engine.container(POD);
    for (let turn = 0; turn < 40; turn += 1) {
      let found = 0;
      for await (const line of runtime.logs(Name.slice(1), {}))
        if (line.includes(words)) found += 1;
      if (found >= times) return true;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return false;
  }

  async function startupz(token?: string): Promise<Record<string, unknown>> {
    const port = await fleet.engine.hostPort(POD);
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return (await (await fetch(`http://127.0.0.1:${port}/startupz`, { headers })).json()) as Record<
      string,
      unknown
    >;
  }

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.env['LLM_KEY'] = 'sk-canary-3f9a1c77d2';
    await fleet.write('acme.yaml', aTenant('acme'), aGateway(withModel('small')));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    created = await containerId();
  });
  afterAll(() => fleet?.remove());

  it('is ready after one apply, and a second one finds nothing to do', async () => {
    expect(await startupz()).toMatchObject({ ok: true, status: 'started' });
    expect((await fleet.apply()).stdout).toContain('Nothing to do');
    expect(await containerId()).toBe(created);
  });

  it('knows its token, which is nowhere in what the Engine tells', async () => {
    const token = await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/gateway-token');
    expect(await startupz(token)).toHaveProperty('version');
    expect(await startupz('wrong')).not.toHaveProperty('version');
    const told = JSON.stringify(await fleet.engine.container(POD));
    expect(told).not.toContain(token);
    expect(told).not.toContain('sk-canary-3f9a1c77d2');
    expect(await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/provider-acme-llm')).toBe(
      'sk-canary-3f9a1c77d2',
    );
    expect(await fleet.engine.sh(POD, 'stat -c %a /run/agentpod/secrets/*')).toBe('400\n400\n');
  });

  it('passes its own security audit without a critical finding or a warning', async () => {
    const audit = JSON.parse(await fleet.engine.sh(POD, 'openclaw security audit --json')) as {
      summary: object;
    };
    expect(audit.summary).toMatchObject({ critical: 0, warn: 0 });
  });

  it('takes another model live: no new container, and the gateway says that it applied it', async () => {
    await fleet.write('acme.yaml', aTenant('acme'), aGateway(withModel('large')));
    const shown = await fleet.diff();
    expect(shown.changes).toEqual([
      expect.objectContaining({
        section: 'pending',
        path: 'openclaw.json:agents.defaults.model.primary',
        impact: 'hot',
      }),
    ]);
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect(await containerId()).toBe(created);
    expect(await logged('config hot reload applied', 1)).toBe(true);
  });

  it('whose config was edited inside the volume is shown with path and values, and put back live', async () => {
    const { Name } = await fleet.engine.container(POD);
    const edited = JSON.parse(await fleet.engine.sh(POD, 'cat /etc/openclaw/openclaw.json'));
    edited.agents.defaults.model.primary = MODEL;
    await runtime.writeVolumes({
      image: 'ghcr.io/openclaw/openclaw:2026.9.6',
      helper: `${Name.slice(1)}_editor`,
      labels: { ...ownerLabels(fleet.instance), [LABEL.role]: 'writer' },
      volumes: [
        {
          volume: Name.slice(1).replace(/_g(\d+)$/, '_config_g$1'),
          uid: 1000,
          gid: 1000,
          rootMode: 0o700,
          files: [
            {
              path: 'openclaw.json',
              mode: 0o600,
              content: new TextEncoder().encode(JSON.stringify(edited)),
            },
          ],
        },
      ],
    });
    expect((await fleet.diff()).changes).toEqual([
      expect.objectContaining({
        section: 'drift',
        path: 'openclaw.json:agents.defaults.model.primary',
        before: { value: 'acme-llm/large' },
        after: { value: MODEL },
      }),
    ]);
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.sh(POD, 'cat /etc/openclaw/openclaw.json')).toContain(
      '"primary": "acme-llm/large"',
    );
    expect(await containerId()).toBe(created);
  });

  it('is not touched by a config that its image refuses', async () => {
    const broken = { ...withModel('large'), config: { gateway: { bogus: true } } };
    await fleet.write('acme.yaml', aTenant('acme'), aGateway(broken));
    const ran = await fleet.apply();
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout + ran.stderr).toContain(
      'gateway.bogus: "bogus" is not a key that this version of OpenClaw knows',
    );
    expect(await containerId()).toBe(created);
    expect(await startupz()).toMatchObject({ ok: true });
  });

  it('comes back by itself when its process is killed, and nothing has drifted', async () => {
    await fleet.write('acme.yaml', aTenant('acme'), aGateway(withModel('large')));
    process.kill((await fleet.engine.container(POD)).State.Pid, 'SIGKILL');
    expect(await fleet.run(['apply', '-f', '.', '--yes'])).toMatchObject({ exitCode: 0 });
    await expect
      .poll(() => startupz().catch(() => ({})), { timeout: 60_000, interval: 500 })
      .toMatchObject({ ok: true });
    expect((await fleet.diff()).changes).toEqual([]);
  });

  it('takes another key live, and shows only that it changed', async () => {
    fleet.env['LLM_KEY'] = 'sk-canary-another-key';
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(ran.stderr).toContain('(sensitive, changed)');
    expect(await containerId()).toBe(created);
    expect(await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/provider-acme-llm')).toBe(
      'sk-canary-another-key',
    );
  });

  it('gets a new generation for another environment, with its state, port and token', async () => {
    await fleet.engine.sh(POD, 'echo remembered > /home/node/.openclaw/marker');
    const token = await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/gateway-token');
    const port = await fleet.engine.hostPort(POD);
    const env = { TZ: 'Europe/Berlin' };
    await fleet.write('acme.yaml', aTenant('acme'), aGateway({ ...withModel('large'), env }));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(await containerId()).not.toBe(created);
    expect(await fleet.engine.hostPort(POD)).toBe(port);
    expect(await fleet.engine.sh(POD, 'cat /run/agentpod/secrets/gateway-token')).toBe(token);
    expect(await fleet.engine.sh(POD, 'cat /home/node/.openclaw/marker')).toBe('remembered\n');
  });

  it('goes, and leaves its state behind', async () => {
    expect(await fleet.run(['delete', 'tenant', 'acme', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.inventory()).toEqual({
      containers: [],
      networks: [],
      volumes: [expect.stringMatching(/_acme_agent_state$/)],
    });
  });
});
