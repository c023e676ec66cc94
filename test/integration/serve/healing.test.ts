import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { volumeName } from '../../../src/core/desired/names.ts';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { MEDDLINGS, removeNetwork } from '../fleet/meddling.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const ALONE = 'alone/agent';
/** One for each way, since who was brought back before may have to wait. */
const MEDDLED = ['killed', 'stopped', 'removed', 'paused', 'apart', 'edited'] as const;
const LOOPING = 'acme/looping';
const HUNGRY = 'acme/hungry';
const TAGGED = 'acme/tagged';
const KNOWN = 'acme/known';
const IGNORED = [{ path: 'container.resources', reason: 'a big import', expires: '2099-12-31' }];
/** Eats all its memory once, when told so by a file in its state. */
const EATER = 'if [ -e /state/eat ]; then rm /state/eat; exec tail /dev/zero; fi; exec stub-agent';
const PATIENCE_MS = 60_000;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

describe.skipIf(missing)(`serve heals ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let image: string;

  beforeAll(async () => {
    fleet = await aFleet();
    image = `agentpod/fleet-test:${fleet.instance}`;
    await tag();
    await fleet.write(
      'acme.yaml',
      aTenant('acme'),
      aStub(POD),
      ...MEDDLED.map((name) => aStub(`acme/${name}`)),
      aStub(LOOPING),
      aStub(HUNGRY, { command: ['sh', '-c', EATER] }),
      aStub(TAGGED, { image }),
      aStub(KNOWN, { ignoreDrift: IGNORED }),
    );
    await fleet.write('alone.yaml', aTenant('alone'), aStub(ALONE));
    await begin();
    // It is ready once it has looked; what it makes then takes a moment more.
    for (const pod of [POD, ALONE, ...MEDDLED.map((name): PodKey => `acme/${name}`)]) {
      await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${pod}`);
    }
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.engine.docker
      .getImage(image)
      .remove({ force: true })
      .catch(() => undefined);
    await fleet.remove();
  });

  async function begin(): Promise<void> {
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
  }

  async function tag(): Promise<void> {
    const [repo = '', name = ''] = image.split(':');
    await fleet.engine.docker.getImage(STUB_IMAGE).tag({ repo, tag: name });
  }

  const kill = async (pod: PodKey): Promise<boolean> =>
    process.kill((await fleet.engine.container(pod)).State.Pid, 'SIGKILL');

  async function until(what: string, fits: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await fits())) {
      if (Date.now() > deadline) throw new Error(`${what}: ${JSON.stringify(server.lines)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Does it, waits until another process of the pod answers, and says how long that took. */
  async function timed(what: string, pod: PodKey, meddle: () => Promise<unknown>): Promise<void> {
    const [before] = await fleet.engine.containers(pod);
    const began = Date.now();
    await meddle();
    await until(`not back after ${what}`, async () => {
      // It may go away between the list and the look.
      const [now] = await fleet.engine.containers(pod).catch(() => []);
      const isNew = now?.State.Running && now.State.StartedAt !== before?.State.StartedAt;
      return isNew === true && (await fleet.engine.answers(pod));
    });
    process.stderr.write(`back after ${what}: ${Date.now() - began} ms\n`);
  }

  async function conditions(pod: PodKey): Promise<readonly Condition[]> {
    const { stdout } = await fleet.run(['get', 'pods', '-o', 'json']);
    const { items } = JSON.parse(stdout) as {
      items: {
        metadata: { name: string; tenant: string };
        status: { conditions: readonly Condition[] };
      }[];
    };
    const found = items.find(({ metadata }) => `${metadata.tenant}/${metadata.name}` === pod);
    return found?.status.conditions ?? [];
  }

  async function condition(pod: PodKey, type: string): Promise<string> {
    const found = (await conditions(pod)).find((each) => each.type === type);
    return `${found?.status} ${found?.reason}`;
  }

  async function events(pod: PodKey): Promise<string> {
    const { stdout } = await fleet.run(['events', '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { subject: string }[] };
    return JSON.stringify(items.filter(({ subject }) => subject === `pod/${pod}`));
  }

  it.each<[string, PodKey, (pod: PodKey) => Promise<unknown>]>([
    ['its process was killed', 'acme/killed', kill],
    ['docker stop', 'acme/stopped', async (pod) => (await fleet.engine.handle(pod)).stop({ t: 0 })],
    [
      'docker rm -f',
      'acme/removed',
      async (pod) => (await fleet.engine.handle(pod)).remove({ force: true }),
    ],
    ['docker pause', 'acme/paused', async (pod) => MEDDLINGS['paused']?.meddle(fleet, pod)],
    [
      'docker network disconnect',
      'acme/apart',
      async (pod) => MEDDLINGS['disconnected']?.meddle(fleet, pod),
    ],
    ['docker update', 'acme/edited', async (pod) => MEDDLINGS['more-memory']?.meddle(fleet, pod)],
  ])(
    'what is other than it was: %s',
    async (what, pod, meddle) => {
      await timed(what, pod, () => meddle(pod));
    },
    90_000,
  );

  it('no drift that is known, and shows it with its reason', async () => {
    const before = await fleet.engine.container(KNOWN);
    await MEDDLINGS['more-memory']?.meddle(fleet, KNOWN);
    const passes = () => server.metric('agentpod_reconcile_total{result="success"}');
    const count = await passes();
    await until('no passes', async () => (await passes()) >= count + 2);
    expect((await fleet.engine.container(KNOWN)).Id).toBe(before.Id);
    const { exitCode, stdout } = await fleet.run(['diff', '-f', '.']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('a big import')]);
    expect(stdout).toContain('container.resources.memoryBytes');
  }, 120_000);

  it('a network that is gone', async () => {
    await timed('its network was removed', ALONE, async () => {
      // Between the two steps of it the pod may be on its way back already.
      while (
        !(await removeNetwork(fleet, ALONE).then(
          () => true,
          () => false,
        ))
      ) {
        const { networks } = await fleet.engine.inventory();
        if (!networks.some((name) => name.endsWith('_alone'))) return;
      }
    });
  }, 90_000);

  it('a process that ran out of memory, and says so with the limit', async () => {
    await timed('its memory ran out', HUNGRY, async () => {
      await fleet.engine.sh(HUNGRY, 'touch /state/eat');
      await kill(HUNGRY);
      await until('memory not told', async () => (await events(HUNGRY)).includes('OOMKilled'));
    });
    expect(await events(HUNGRY)).toContain('peaked at its limit of 48Mi');
    await until('not ready again', async () =>
      (await condition(HUNGRY, 'Ready')).startsWith('True'),
    );
  }, 120_000);

  it('a process that keeps dying by letting Docker start it, and says when that is', async () => {
    for (let turn = 1; turn <= 3; turn += 1) {
      await timed(`death ${turn}`, LOOPING, () => kill(LOOPING));
    }
    await until('not told', async () => (await events(LOOPING)).includes('CrashLoopBackOff'));
    expect(await events(LOOPING)).toContain('its process died 3 times');
    await until('not ready again', async () =>
      (await condition(LOOPING, 'Ready')).startsWith('True'),
    );
    expect(await condition(LOOPING, 'Stalled')).toBe('True CrashLoopBackOff');
    const shown = await fleet.run(['describe', 'pod', LOOPING]);
    expect(shown.stdout).toContain('CrashLoopBackOff');
    const healed = server.lines.filter(
      ({ msg, subject }) => msg === 'healed' && subject === `pod/${LOOPING}`,
    );
    expect(healed).toEqual([]);
  }, 120_000);

  it('an image that is gone as soon as it is back, and says which it is until then', async () => {
    const remove = async () => {
      await (await fleet.engine.handle(TAGGED)).stop({ t: 0 });
      await server.said(({ msg, subject }) => msg === 'healed' && subject === `pod/${TAGGED}`);
    };
    await remove();
    await fleet.engine.docker.getImage(image).remove({ force: true });
    await (await fleet.engine.handle(TAGGED)).remove({ force: true });
    await until('not told', async () => (await events(TAGGED)).includes('pulling image'));
    // A registry that cannot be reached is another reason than one that lacks the image.
    const isTold = (text: string) => /^True (ImageMissing|Failed)$/.test(text);
    await until('not stalled', async () => isTold(await condition(TAGGED, 'Stalled')));
    expect(await condition(TAGGED, 'Ready')).toMatch(/^False /);
    await timed('its image came back', TAGGED, tag);
  }, 120_000);

  it('no volume that is gone: that needs a word', async () => {
    await server.end();
    await (await fleet.engine.handle(POD)).remove({ force: true });
    await fleet.engine.docker.getVolume(volumeName(fleet.instance, POD, 'state', 0)).remove();
    await begin();
    await until('not told', async () => (await events(POD)).includes('DataLost'));
    for (const [type, told] of [
      ['Ready', 'False DataLost'],
      ['GatewayReady', 'False DataLost'],
      ['Stalled', 'True DataLost'],
    ] as const) {
      await until(`${type} not told`, async () => (await condition(POD, type)) === told);
    }
    expect(await events(POD)).toContain('--accept-data-loss');
    await timed('a word was given', POD, async () => {
      expect(await fleet.apply('--accept-data-loss')).toMatchObject({ exitCode: 0 });
    });
  }, 120_000);
});
