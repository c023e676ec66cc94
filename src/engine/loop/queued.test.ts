import { afterEach, describe, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import type { PodKey } from '../../core/model/resource.ts';

const POD = 'acme/agent';
const OTHER = 'acme/other';
/** Of a generic agent: how long it may take to become ready. */
const DEADLINE_MS = 120_000;

/** Its agent may write a part of its config. */
const openclaw = (pod: PodKey, version = '2026.9.6') => `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: {name: ${pod}}
spec:
  image: ghcr.io/openclaw/openclaw:${version}
  configOwnership: {shared: [messages]}
`;

let bench: LoopBench;

afterEach(async () => {
  const ended = bench.stop();
  await bench.clock.advance(DEADLINE_MS);
  await ended;
});

async function running(files: Readonly<Record<string, string>>): Promise<void> {
  bench = new LoopBench(files);
  await bench.start({ concurrency: 1, resyncSeconds: 1000 });
  await bench.clock.advance(20_000);
}

/** The agent's file, which its agent or a person changes. */
function configFile() {
  const [volume] = [...bench.world.runtime.volumes].filter(([name]) => name.includes('_config_'));
  const files = volume?.[1].files ?? expect.fail('no config volume');
  const file = files.get('openclaw.json') ?? expect.fail('no file');
  const read = () => JSON.parse(new TextDecoder().decode(files.get('openclaw.json')?.content));
  const edit = (change: object): void => {
    const content = new TextEncoder().encode(JSON.stringify({ ...read(), ...change }));
    files.set('openclaw.json', { ...file, nanos: 1, content });
  };
  return { read, edit };
}

describe('a pod that had no place at first', () => {
  it('is updated once there is one, also when its agent may write its own config', async () => {
    await running({ 'acme.yaml': tenant('acme') + openclaw(POD) + openclaw(OTHER) });
    const from = bench.events.length;
    const manifests = tenant('acme') + openclaw(POD, '2026.9.7') + openclaw(OTHER, '2026.9.7');
    await bench.write('acme.yaml', manifests);
    await bench.clock.advance(4000);
    const outcomes = bench.events.slice(from).flatMap((event) => {
      const isPod = event.kind === 'finished' && event.result.subject.startsWith('pod/');
      return isPod ? [`${event.result.subject} ${event.result.outcome}`] : [];
    });
    expect(outcomes).toEqual([`pod/${POD} updated`, `pod/${OTHER} updated`]);
    const { pods } = await bench.world.store.load();
    expect(pods.map(({ generation }) => generation)).toEqual([2, 2]);
  });

  it('has what somebody wants put back put back then', async () => {
    const other = stubPod(OTHER, '  env: {A: "sick"}\n');
    await running({ 'acme.yaml': tenant('acme') + openclaw(POD), 'other.yaml': other });
    const config = configFile();
    config.edit({ messages: { ackReaction: 'x' } });
    bench.sick('sick');
    bench.stopContainer(OTHER);
    await bench.happen({ kind: 'container', pod: OTHER, action: 'die' });
    bench.requests.askPutBack(POD, ['messages']);
    await bench.clock.advance(100);
    expect(bench.of('queued').at(-1)?.subject).toBe(`pod/${POD}`);
    expect(config.read()).toHaveProperty('messages');
    await bench.clock.advance(30_000);
    expect(config.read()).not.toHaveProperty('messages');
    expect(bench.requests.putBacks.snapshot().size).toBe(0);
  });
});

describe('a pod that serves', () => {
  const pods = ['acme/a', 'acme/b', 'acme/c'] as const;
  const files = (value: string) =>
    tenant('acme') + pods.map((pod) => stubPod(pod, `  env: {A: "${value}"}\n`)).join('');
  const down = () => pods.filter((pod) => bench.generations(pod).length > 1);

  it('is not taken down while another one is down that had gone before it', async () => {
    await running({ 'acme.yaml': files('well') });
    bench.sick('sick');
    await bench.write('acme.yaml', files('sick'));
    await bench.clock.advance(5000);
    expect(down()).toEqual(['acme/a']);
    for (const value of ['sick too', 'sick as well', 'sick again']) {
      await bench.write('acme.yaml', files(value));
      await bench.clock.advance(5000);
      expect([value, down()]).toEqual([value, ['acme/a']]);
    }
    await bench.write('acme.yaml', files('well again'));
    await bench.clock.advance(5000);
    expect([down(), pods.filter((pod) => bench.isUp(pod))]).toEqual([[], pods]);
  });

  it('is taken down after those that a server before this one took down', async () => {
    await running({ 'acme.yaml': files('well') });
    bench.sick('sick');
    const { desired } = bench.of('loaded')[0] ?? expect.fail('nothing is in force');
    const sick = desired.pods.map((pod) =>
      pod.key === 'acme/c' ? { ...pod, spec: { ...pod.spec, env: { A: 'sick' } } } : pod,
    );
    await bench.stop();
    // Its new container is made, the old one stopped, the new one started.
    bench.world.killBeforeWrite(3);
    await expect(bench.world.apply({ ...desired, pods: sick })).rejects.toThrow('killed');
    bench.world.revive();
    bench = new LoopBench({ 'acme.yaml': files('sick') }, bench);
    await bench.start({ concurrency: 1, resyncSeconds: 1000 });
    await bench.clock.advance(5000);
    expect(down()).toEqual(['acme/c']);
  });
});
