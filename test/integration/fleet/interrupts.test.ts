import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { expectConverges } from './convergence.ts';
import { aFleet, type Child, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';
import { said } from './watched-child.ts';

const missing = await whyNoEngine();
/** Long enough to be cut short, short enough to wait for afterwards. */
const SLOW = { STUB_BOOT_MS: '3000' };

describe.skipIf(missing)(`a signal while AgentPod waits for a pod ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('tenant.yaml', aTenant('acme'));
    await fleet.apply();
  });
  afterAll(() => fleet.remove());

  async function fileOf(pod: PodKey, env: Readonly<Record<string, string>>): Promise<string> {
    const folder = pod.replace('acme/', '');
    await fleet.write(`${folder}/tenant.yaml`, aTenant('acme'));
    await fleet.write(`${folder}/pod.yaml`, aStub(pod, { env }));
    return `${fleet.folder}/${folder}`;
  }

  /** A run that has started its new container and waits for it. */
  async function waiting(file: string): Promise<{ readonly child: Child }> {
    const child = fleet.start(['apply', '-f', file, '--yes']);
    await said(child, ': started container');
    // In an object, since a promise for a child would be one for its end.
    return { child };
  }

  async function running(pod: PodKey): Promise<string> {
    const file = await fileOf(pod, { RELEASE: 'old' });
    expect(await fleet.run(['apply', '-f', file, '--yes'])).toMatchObject({ exitCode: 0 });
    await fleet.engine.mark(pod);
    return (await fleet.engine.container(pod)).Id;
  }

  it('SIGINT during a create says what is left, exits 130, and the next apply goes on', async () => {
    const file = await fileOf('acme/new', SLOW);
    const { child } = await waiting(file);
    child.kill('SIGINT');

    const { exitCode, stdout, stderr } = await child;

    expect({ exitCode, stdout }).toMatchObject({ exitCode: 130 });
    expect(stderr).toContain('running steps are finished or undone');
    expect(stdout).toMatch(/^pod\/acme\/new +interrupted/m);
    expect(stdout).toContain('interrupted while waiting for the agent to become ready');
    const begun = (await fleet.engine.container('acme/new')).Id;
    await expectConverges(fleet, { pod: 'acme/new', file }, 'after SIGINT');
    expect((await fleet.engine.container('acme/new')).Id).toBe(begun);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during an update brings the old version back, exits %d', async (signal, code) => {
    const pod: PodKey = `acme/${signal.toLowerCase()}`;
    const before = await running(pod);
    const file = await fileOf(pod, { ...SLOW, RELEASE: 'new' });
    const { child } = await waiting(file);
    child.kill(signal);

    const { exitCode, stdout } = await child;

    expect({ exitCode, stdout }).toMatchObject({ exitCode: code });
    expect((await fleet.engine.container(pod)).Id).toBe(before);
    expect(await fleet.engine.answers(pod)).toBe(true);
    const wanted = { pod, file, env: 'RELEASE=new', marked: true };
    await expectConverges(fleet, wanted, `after ${signal}`);
  });

  it('a second SIGINT quits at once, and the next apply still converges', async () => {
    const pod: PodKey = 'acme/twice';
    await running(pod);
    const file = await fileOf(pod, { ...SLOW, RELEASE: 'new' });
    const { child } = await waiting(file);
    child.kill('SIGINT');
    await said(child, 'Press Ctrl-C again');
    child.kill('SIGINT');

    expect(await child).toMatchObject({ exitCode: 130, stdout: '' });

    await expectConverges(fleet, { pod, file, env: 'RELEASE=new', marked: true }, 'after two');
  });

  it('SIGKILL during an update leaves what the next apply takes over', async () => {
    const pod: PodKey = 'acme/killed';
    await running(pod);
    const file = await fileOf(pod, { ...SLOW, RELEASE: 'new' });
    const { child } = await waiting(file);
    child.kill('SIGKILL');
    await child;

    await expectConverges(fleet, { pod, file, env: 'RELEASE=new', marked: true }, 'after SIGKILL');
  });
});
