import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { AServer } from '../integration/serve/a-server.ts';
import { commentedOpenClaw } from './harness/openclaw-pod.ts';

/** Changes inside the config of a real gateway, under a real server. In this order. */
const missing = await whyNoEngine();
const POD = 'acme/agent';
const SUBJECT = `pod/${POD}`;
const MODEL = 'agents.defaults.model.primary';
const MANIFEST = `# the customer
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: {name: acme}
---
${commentedOpenClaw(POD, '{agent: [agents.defaults.thinkingDefault], shared: [agents.defaults.model, messages]}')}`;
/** On a machine that does much else. */
const PATIENT = { timeout: 180_000, interval: 1000 };

interface Drift {
  readonly items: readonly {
    readonly path: string;
    readonly owner: string;
    readonly fate: string;
  }[];
}

describe.skipIf(missing)(`the config of a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;

  const config = async () =>
    JSON.parse(await fleet.engine.sh(POD, 'cat /etc/openclaw/openclaw.json'));

  /** As an agent that edits its file with its own tools. */
  const edit = (change: string) =>
    fleet.engine.sh(
      POD,
      `node -e '
        const fs = require("fs"), file = "/etc/openclaw/openclaw.json";
        const c = JSON.parse(fs.readFileSync(file, "utf8"));
        ${change};
        fs.writeFileSync(file + ".new", JSON.stringify(c), { mode: 0o600 });
        fs.renameSync(file + ".new", file);'`,
    );

  async function drift(): Promise<Drift['items']> {
    const { stdout } = await fleet.run(['drift', POD, '-o', 'json']);
    return (JSON.parse(stdout) as Drift).items;
  }

  async function condition(type: string): Promise<string> {
    const { stdout } = await fleet.run(['get', 'pod', POD, '-o', 'json']);
    const [pod] = JSON.parse(stdout).items;
    const found = pod.status.conditions.find((each: { type: string }) => each.type === type);
    return `${found?.status} ${found?.reason}`;
  }

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { LLM_KEY: 'sk-none' });
    await fleet.writeText('acme.yaml', MANIFEST);
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    server = new AServer(fleet, ['-f', '.', '--resync', '10s']);
    await server.ready();
  });
  afterAll(async () => {
    await server?.end();
    await fleet?.remove();
  });

  it('is what the gateway says that it runs', async () => {
    await expect.poll(() => condition('ConfigApplied'), PATIENT).toBe('True Applied');
  });

  it('that was edited where git alone has a say is put back live', async () => {
    const { Id } = await fleet.engine.container(POD);
    const from = server.lines.length;
    await edit('c.logging.level = "debug"; c.agents.defaults.thinkingDefault = "high"');
    await server.said(({ msg, subject }) => msg === 'healed' && subject === SUBJECT, from);
    const after = await config();
    expect(after.logging).not.toHaveProperty('level');
    expect(after.agents.defaults.thinkingDefault).toBe('high');
    expect((await fleet.engine.container(POD)).Id).toBe(Id);
    expect((await fleet.run(['events', '--tenant', 'acme'])).stdout).toContain(
      'logging.level: (none) became',
    );
    expect(await drift()).toEqual([expect.objectContaining({ owner: 'agent', fate: 'left' })]);
  });

  it('that the agent changed, also by its own command, stays where it may, and waits where it is shared', async () => {
    await fleet.engine.sh(POD, 'openclaw config set agents.defaults.thinkingDefault low');
    await edit('c.agents.defaults.model.primary = "acme-llm/large"');
    await expect.poll(() => condition('InSync'), PATIENT).toBe('False ConfigDrift');
    expect((await config()).agents.defaults.model.primary).toBe('acme-llm/large');
    const items = await drift();
    expect(items.map(({ path, fate }) => `${path} ${fate}`)).toEqual([
      `openclaw.json:${MODEL} needs-accept`,
      'openclaw.json:agents.defaults.thinkingDefault left',
    ]);
  });

  it('is taken into the manifest with its comments, committed, and is no drift any more', async () => {
    const git = async (...argv: string[]) =>
      (await execa('git', argv, { cwd: fleet.folder })).stdout;
    await git('init', '--quiet');
    await git('config', 'user.name', 'Ann');
    await git('config', 'user.email', 'ann@example.com');
    await git('add', 'acme.yaml');
    await git('commit', '--quiet', '--message', 'First');
    const from = server.lines.length;
    const ran = await fleet.run([
      ...['drift', 'accept', POD, MODEL, '-f', '.', '--actor', 'bo@example.com'],
      ...['--lock-timeout', '2m'],
    ]);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(fleet.folder, 'acme.yaml'), 'utf8')).toBe(
      MANIFEST.replace('acme-llm/small #', 'acme-llm/large #'),
    );
    expect(await git('log', '-1', '--format=%an: %s')).toBe(
      `bo@example.com: Accept drift of pod ${POD}: ${MODEL}`,
    );
    await server.said(({ msg }) => msg === 'manifests loaded', from);
    await expect.poll(() => condition('InSync'), PATIENT).toBe('True Applied');
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    expect((await drift()).map(({ fate }) => fate)).toEqual(['left']);
  });

  it('that the gateway would not start with is told and put back, shared or not', async () => {
    const from = server.lines.length;
    await edit('c.messages = { noSuchKey: true }');
    await server.said(({ msg }) => msg === 'runs another config than its file holds', from);
    await server.said(({ msg, subject }) => msg === 'healed' && subject === SUBJECT, from);
    await expect.poll(() => condition('ConfigApplied'), PATIENT).toBe('True Applied');
    expect(await config()).not.toHaveProperty('messages');
    const events = (await fleet.run(['events', '--tenant', 'acme'])).stdout;
    expect(events).toContain('ConfigRejected');
    expect(events).toContain('noSuchKey');
  });
});
