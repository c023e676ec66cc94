import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();
/** What a vendor waits for a new customer, with an agent that boots at once. */
const NEW_CUSTOMER_MS = 10_000;

describe.skipIf(missing)(`the life of a pod ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
  });
  afterAll(() => fleet.remove());

  it('begins with two commands and no file, well within ten seconds', async () => {
    const start = performance.now();
    const pod = ['pod', 'create', 'acme/agent', '--agent', 'generic', '--image', STUB_IMAGE];
    const flags = ['--port', '18789', '--memory', '48Mi', '--cpus', '0.5'];
    expect(await fleet.start(['tenant', 'create', 'acme'])).toMatchObject({ exitCode: 0 });
    // A stub answers 404 on /, so this pod is created without waiting for it.
    const made = await fleet.start([...pod, ...flags, '--no-wait']);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(performance.now() - start).toBeLessThan(NEW_CUSTOMER_MS);

    expect((await fleet.engine.container('acme/agent')).State.Running).toBe(true);
    const text = await readFile(join(fleet.folder, 'tenants/acme.yaml'), 'utf8');
    expect(text).toContain('name: acme/agent');
    expect(await fleet.run(['diff', '-f', 'tenants'])).toMatchObject({ exitCode: 0 });
  });

  it('pauses when the manifest says suspended, and stays so', async () => {
    await useStub();
    await fleet.engine.mark('acme/agent');
    const { Id } = await fleet.engine.container('acme/agent');

    await fleet.write('tenants/acme.yaml', aTenant('acme'), aStub('acme/agent', SUSPENDED));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });

    expect(await fleet.engine.container('acme/agent')).toMatchObject({
      Id,
      State: { Running: false },
    });
    expect((await fleet.apply()).stdout).toMatch(/^Nothing to do/);
  });

  it('stays paused although somebody starts it: that is drift', async () => {
    await (await fleet.engine.handle('acme/agent')).start();
    const { exitCode, changes } = await fleet.diff();
    expect(exitCode).toBe(1);
    expect(changes).toMatchObject([{ section: 'drift', path: 'container.state' }]);
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect((await fleet.engine.container('acme/agent')).State.Running).toBe(false);
  });

  it('is updated while it is paused, and does not run', async () => {
    const stub = { ...SUSPENDED, env: { RELEASE: 'new' } };
    await fleet.write('tenants/acme.yaml', aTenant('acme'), aStub('acme/agent', stub));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    const { Config, State } = await fleet.engine.container('acme/agent');
    expect(Config.Env).toContain('RELEASE=new');
    expect(State.Running).toBe(false);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });

  it('goes on where it was when it is resumed', async () => {
    expect(await fleet.run(['pod', 'resume', 'acme/agent'])).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.answers('acme/agent')).toBe(true);
    expect(await fleet.engine.marker('acme/agent')).toBe('acme/agent');
  });

  it('pauses with its tenant', async () => {
    await fleet.write('tenants/acme.yaml', aTenant('acme', SUSPENDED), aStub('acme/agent'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect((await fleet.engine.container('acme/agent')).State.Running).toBe(false);
    await useStub();
    expect(await fleet.engine.answers('acme/agent')).toBe(true);
  });

  it('ends with delete, and its memory waits for a pod of its name', async () => {
    expect(await fleet.run(['delete', 'pod', 'acme/agent', '--yes'])).toMatchObject({
      exitCode: 0,
    });
    expect(await fleet.engine.containers('acme/agent')).toEqual([]);

    const again = await fleet.apply();
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain('kept from an earlier pod of this name');
    expect(await fleet.engine.marker('acme/agent')).toBe('acme/agent');
  });

  it('ends with its tenant, which leaves nothing behind but what is retained', async () => {
    expect(await fleet.run(['delete', 'tenant', 'acme', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.inventory()).toEqual({
      containers: [],
      networks: [],
      volumes: [`agentpod-${fleet.instance}_acme_agent_state`],
    });
    const gone = ['delete', 'pod', 'acme/agent', '--volumes', '--yes'];
    expect(await fleet.run(gone)).toMatchObject({ exitCode: 0 });
    expect((await fleet.engine.inventory()).volumes).toEqual([]);
  });

  async function useStub(): Promise<void> {
    await fleet.write('tenants/acme.yaml', aTenant('acme'), aStub('acme/agent'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  }
});

const SUSPENDED = { suspended: true } as const;
