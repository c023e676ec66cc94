import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from './fleet.ts';
import type { Ran } from './in-process.ts';
import { aStub, aTenant, type StubPod } from './manifests.ts';

const missing = await whyNoEngine();

interface Failure {
  /** What the pod is changed to. */
  readonly next: StubPod;
  /** What the message must say. */
  readonly says: readonly string[];
}

const FAILURES: Readonly<Record<string, Failure>> = {
  'never-ready': {
    next: { env: { STUB_FAIL: 'never-ready' } },
    says: ['not ready after 6 s; port 18789/readyz in the container last said: 503'],
  },
  crashing: {
    next: { env: { STUB_FAIL: 'exit' } },
    says: ['exit code 1', 'last log lines:', 'stub-agent: exiting because STUB_FAIL=exit'],
  },
  imageless: {
    next: { image: 'agentpod/stub-agent:404' },
    says: ['agentpod/stub-agent:404'],
  },
};
const NAMES = Object.keys(FAILURES);

describe.skipIf(missing)(`a new version that fails ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let ran: Ran;
  const before = new Map<PodKey, string>();

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('tenant.yaml', aTenant('acme'));
    await fleet.write('good.yaml', aStub('acme/good'));
    for (const name of NAMES) await fleet.write(`${name}.yaml`, aStub(`acme/${name}`));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    for (const name of [...NAMES, 'good']) {
      const pod: PodKey = `acme/${name}`;
      await fleet.engine.mark(pod);
      before.set(pod, (await fleet.engine.container(pod)).Id);
    }
    await fleet.write('good.yaml', aStub('acme/good', { env: { RELEASE: 'new' } }));
    for (const [name, { next }] of Object.entries(FAILURES)) {
      await fleet.write(`${name}.yaml`, aStub(`acme/${name}`, next));
    }
    ran = await fleet.apply('--timeout', '6s');
  });
  afterAll(() => fleet.remove());

  it('does not stop its neighbours, and the whole is partly applied', async () => {
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toMatch(/^pod\/acme\/good +updated/m);
    const good = await fleet.engine.container('acme/good');
    expect(good.Config.Env).toContain('RELEASE=new');
    expect(good.Id).not.toBe(before.get('acme/good'));
  });

  it.each(NAMES)('because it is %s leaves the old one running as it was', async (name) => {
    const pod: PodKey = `acme/${name}`;
    const container = await fleet.engine.container(pod);
    expect(container).toMatchObject({ Id: before.get(pod), State: { Running: true } });
    expect(await fleet.engine.answers(pod)).toBe(true);
    expect(await fleet.engine.marker(pod)).toBe(pod);
  });

  it.each(Object.entries(FAILURES))('because it is %s says why', (name, { says }) => {
    const message = messageOf(ran.stdout, `pod/acme/${name}`);
    for (const words of says) expect(message).toContain(words);
  });

  it('alone exits with the code for rolled back, and leaves nothing of itself', async () => {
    const inventory = await fleet.engine.inventory();
    const alone = await fleet.apply('--timeout', '1s', '--concurrency', '1');
    expect(alone.stdout).not.toMatch(/updated|created/);
    expect(await fleet.engine.inventory()).toEqual(inventory);

    const only = await onlyFolder('never-ready');
    expect(await fleet.run(['apply', '-f', only, '--yes', '--timeout', '1s'])).toMatchObject({
      exitCode: 8,
    });
    expect(await fleet.engine.inventory()).toEqual(inventory);
  });

  it('is remembered: describe shows that it failed and that the old one serves', async () => {
    const { stdout } = await fleet.run(['describe', 'pod', 'acme/crashing']);
    expect(stdout).toContain('RolledBack');
  });

  it('is replaced by one that works', async () => {
    for (const name of NAMES) {
      await fleet.write(`${name}.yaml`, aStub(`acme/${name}`, { env: { RELEASE: 'fixed' } }));
    }
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    for (const name of NAMES) {
      const pod: PodKey = `acme/${name}`;
      expect((await fleet.engine.container(pod)).Config.Env).toContain('RELEASE=fixed');
      expect(await fleet.engine.marker(pod)).toBe(pod);
    }
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['never-ready', '1s', 6],
    ['exit', '30s', 1],
  ])(
    'as a first version (%s) that has %s exits %d, and a corrected manifest replaces it',
    async (fail, limit, code) => {
      const pod: PodKey = `acme/first-${fail}`;
      const folder = `first-${fail}`;
      await fleet.write(`${folder}/tenant.yaml`, aTenant('acme'));
      const file = `${folder}/pod.yaml`;
      await fleet.write(file, aStub(pod, { env: { STUB_FAIL: fail } }));
      const argv = ['apply', '-f', folder, '--yes', '--timeout', limit];
      expect(await fleet.run(argv)).toMatchObject({ exitCode: code });

      await fleet.write(file, aStub(pod));
      expect(await fleet.run(argv)).toMatchObject({ exitCode: 0 });
      expect(await fleet.engine.answers(pod)).toBe(true);
      expect(await fleet.run(['diff', '-f', folder])).toMatchObject({ exitCode: 0 });
      await fleet.erase(folder);
    },
  );

  async function onlyFolder(name: string): Promise<string> {
    await fleet.write('../only/tenant.yaml', aTenant('acme'));
    await fleet.write('../only/pod.yaml', aStub(`acme/${name}`, FAILURES[name]?.next));
    return '../only';
  }
});

/** From the line that begins with the subject to the next one's. */
function messageOf(report: string, subject: string): string {
  const [, after = ''] = report.split(`\n${subject}: `);
  return after.split(/\n(?:tenant|pod)\//)[0] ?? '';
}
