import { beforeEach, describe, expect, test } from 'vitest';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import type { JsonValue } from '../../core/model/json.ts';

const MANIFESTS = `apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: {name: acme}
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: {name: acme/agent}
spec:
  image: ghcr.io/openclaw/openclaw:2026.9.6
  configOwnership: {shared: [messages]}
`;
const PORT = 20_000;
const APPLIED = { valid: true, configRevisionHash: 'a', appliedConfigHash: 'a' };
const PENDING = { valid: true, configRevisionHash: 'b', appliedConfigHash: 'a' };
const REJECTED = {
  valid: false,
  configRevisionHash: null,
  appliedConfigHash: 'a',
  issues: [{ path: 'messages', message: 'Unrecognized key: "bad"' }],
};

describe('what a gateway runs', () => {
  let bench: LoopBench;

  beforeEach(async () => {
    bench = new LoopBench({ 'acme.yaml': MANIFESTS });
    says(APPLIED);
    await bench.start({ heartbeat: true });
    await seconds(40);
    return () => bench.stop();
  });

  function says(answer: JsonValue): void {
    bench.world.gateway.sessions.set(PORT, { 'config.get': answer });
  }

  async function seconds(count: number): Promise<void> {
    for (let step = 0; step < count; step += 1) await bench.clock.advance(1000);
  }

  function files() {
    const [found] = [...bench.world.runtime.volumes].filter(([name]) => name.includes('_config_'));
    return found?.[1].files ?? expect.fail('no config volume');
  }

  function edit(change: object): void {
    const file = files().get('openclaw.json') ?? expect.fail('no file');
    const config = JSON.parse(new TextDecoder().decode(file.content));
    const content = new TextEncoder().encode(JSON.stringify({ ...config, ...change }));
    files().set('openclaw.json', { ...file, nanos: 1, content });
  }

  const config = () => JSON.parse(new TextDecoder().decode(files().get('openclaw.json')?.content));

  async function condition(): Promise<string> {
    const { pods } = await bench.world.store.load();
    const found = pods[0]?.conditions.find(({ type }) => type === 'ConfigApplied');
    return `${found?.status} ${found?.reason}`;
  }

  test('is asked once, and not again while nothing changes', async () => {
    expect(await condition()).toBe('True Applied');
    says(REJECTED);
    await seconds(300);
    expect(await condition()).toBe('True Applied');
  });

  test('is told when a bad edit was skipped, and the edit goes though it was shared', async () => {
    says(REJECTED);
    edit({ messages: { bad: 1, ackReaction: 'x' } });
    for (let second = 0; second < 40; second += 1) {
      await seconds(1);
      if (config().messages?.bad === undefined) says(APPLIED);
    }
    expect(bench.of('config-not-applied')).toEqual([
      expect.objectContaining({ reason: 'ConfigRejected', subject: 'pod/acme/agent' }),
    ]);
    expect(config()).toMatchObject({ messages: { ackReaction: 'x' } });
    expect(config().messages).not.toHaveProperty('bad');
    expect(await condition()).toBe('True Applied');
  });

  test('is brought about by another write when a change is not taken over, then by a restart', async () => {
    says(PENDING);
    edit({ messages: { ackReaction: 'x' } });
    await seconds(40);
    expect(bench.of('config-not-applied')).toEqual([]);
    await seconds(60);
    expect(bench.of('config-not-applied')).toEqual([
      expect.objectContaining({ reason: 'ConfigPending' }),
    ]);
    const healed = () => bench.of('finished').filter(({ result }) => result.outcome === 'healed');
    expect(healed()).toHaveLength(1);
    await seconds(90);
    expect(healed()).toHaveLength(2);
    await seconds(600);
    expect(healed()).toHaveLength(2);
    expect(config()).toMatchObject({ messages: { ackReaction: 'x' } });
  });
});
