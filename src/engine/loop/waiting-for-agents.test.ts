import { afterEach, describe, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { LoopSettings } from './loop-parts.ts';

const POD = 'acme/agent';
const OTHER = 'acme/other';
const FILES = { 'acme.yaml': tenant('acme') + stubPod(POD), 'other.yaml': stubPod(OTHER) };
const changed = (pod: PodKey, value = 'sick') => stubPod(pod, `  env: {A: "${value}"}\n`);
/** Of a generic agent: how long it may take to become ready. */
const DEADLINE_MS = 120_000;

let bench: LoopBench;

afterEach(async () => {
  const ended = bench.stop();
  await bench.clock.advance(DEADLINE_MS);
  await ended;
});

async function running(settings: Partial<LoopSettings> = {}): Promise<void> {
  bench = new LoopBench(FILES);
  await bench.start({ concurrency: 1, resyncSeconds: 1000, ...settings });
  await bench.clock.advance(1000);
}

const sick = (prefix: string) => bench.sick(prefix);

async function stopped(pod: PodKey): Promise<void> {
  bench.stopContainer(pod);
  await bench.happen({ kind: 'container', pod, action: 'die' });
}

const outcomes = (pod: PodKey) =>
  bench
    .of('finished')
    .filter(({ result }) => result.subject === `pod/${pod}`)
    .map(({ result }) => result.outcome);

/** Counts who holds the writer lock. */
function watchLock(): { held: number } {
  const state = { held: 0 };
  const acquire = async () => {
    state.held += 1;
    return {
      check: async () => undefined,
      release: async () => {
        state.held -= 1;
      },
    };
  };
  Object.assign(bench.workspace.lock, { acquire });
  return state;
}

describe('a pod that is waited for', () => {
  it('keeps nobody from being healed, whether it is updated or brought back', async () => {
    await running();
    sick('sick');
    await bench.write('other.yaml', changed(OTHER));
    await bench.clock.advance(10_000);
    await stopped(POD);
    expect(bench.isUp(POD)).toBe(true);
    await bench.clock.advance(DEADLINE_MS);
    expect(outcomes(OTHER).at(-1)).toBe('rolled-back');
    await bench.clock.advance(600_000);
    sick('');
    await stopped(OTHER);
    await bench.clock.advance(6000);
    await stopped(POD);
    expect(bench.isUp(POD)).toBe(true);
  });

  it('for the first time gives its place away after as long as a boot takes', async () => {
    await running();
    sick('sick');
    await bench.write('new.yaml', changed('acme/one') + changed('acme/two'));
    await bench.clock.advance(4000);
    expect([bench.isUp('acme/one'), bench.isUp('acme/two')]).toEqual([true, false]);
    await bench.clock.advance(2000);
    expect(bench.isUp('acme/two')).toBe(true);
  });

  it('does not let more pods go down for an update than there are places', async () => {
    await running();
    sick('sick');
    const before = [...bench.world.runtime.containers.keys()];
    await bench.write('other.yaml', changed(OTHER));
    await bench.write('acme.yaml', tenant('acme') + changed(POD));
    await bench.clock.advance(60_000);
    const news = [...bench.world.runtime.containers.keys()].filter(
      (name) => !before.includes(name),
    );
    expect(news).toHaveLength(1);
    await bench.clock.advance(2 * DEADLINE_MS);
    expect([outcomes(POD).at(-1), outcomes(OTHER).at(-1)]).toEqual(['rolled-back', 'rolled-back']);
  });

  it('keeps nobody from being healed who has something to be updated and no place for it', async () => {
    await running();
    sick('sick');
    await bench.write('acme.yaml', tenant('acme') + changed(POD));
    await bench.write('other.yaml', changed(OTHER, 'well'));
    await bench.clock.advance(1000);
    expect(bench.of('queued').map(({ subject }) => subject)).toContain(`pod/${OTHER}`);
    await stopped(OTHER);
    await bench.clock.advance(1000);
    expect(bench.isUp(OTHER)).toBe(true);
    await bench.clock.advance(DEADLINE_MS);
    expect([outcomes(POD).at(-1), outcomes(OTHER)]).toEqual([
      'rolled-back',
      ['created', 'updated', 'unchanged'],
    ]);
  });

  it('leaves the writer lock to others, and so does who has no place yet', async () => {
    await running();
    const lock = watchLock();
    const cure = sick('sick');
    await bench.write('acme.yaml', tenant('acme') + changed(POD));
    await bench.write('other.yaml', changed(OTHER));
    await bench.clock.advance(1000);
    expect(lock.held).toBe(0);
    cure();
    await bench.clock.advance(1000);
    expect([outcomes(POD).at(-1), outcomes(OTHER).at(-1)]).toEqual(['updated', 'updated']);
    expect(lock.held).toBe(0);
  });

  it('is not waited for any longer once its manifest is another one, and can still go back', async () => {
    await running();
    sick('sick');
    await bench.write('acme.yaml', tenant('acme') + changed(POD));
    await bench.clock.advance(5000);
    await bench.write('acme.yaml', tenant('acme') + changed(POD, 'sick too'));
    await bench.clock.advance(5000);
    expect(outcomes(POD)).toEqual(['created', 'superseded']);
    const specs = [...bench.world.runtime.containers.values()].map(({ spec }) => spec.env['A']);
    expect(specs).toContain('sick too');
    expect(specs).not.toContain('sick');
    await bench.clock.advance(DEADLINE_MS);
    expect(outcomes(POD).at(-1)).toBe('rolled-back');
    expect(bench.isUp(POD)).toBe(true);
    const events = await bench.world.store.events({ limit: 50, subject: `pod/${POD}` });
    expect(events.map(({ reason }) => reason)).not.toContain('Superseded');
  });
});

describe('somebody who applies by hand beside a server that waits', () => {
  async function updating(): Promise<() => void> {
    await running();
    const cure = sick('sick');
    await bench.write('acme.yaml', tenant('acme') + changed(POD));
    await bench.clock.advance(1000);
    return cure;
  }

  it('may finish the very same, of which the server then makes nothing more', async () => {
    const cure = await updating();
    cure();
    const { desired } = bench.of('loaded').at(-1) ?? {};
    if (desired === undefined) throw new Error('nothing is in force');
    const { subjects } = await bench.world.apply(desired);
    expect(subjects.map(({ outcome }) => outcome)).toContain('updated');
    await bench.clock.advance(1000);
    expect(outcomes(POD)).toEqual(['created', 'updated']);
    const events = await bench.world.store.events({ limit: 50, subject: `pod/${POD}` });
    expect(events.map(({ reason }) => reason)).toEqual(['Updated', 'Created']);
  });

  it('may do something else with the pod: it is looked at again, and nothing is undone', async () => {
    const cure = await updating();
    cure();
    await bench.world.apply(
      bench.of('loaded')[0]?.desired ?? { tenants: [], pods: [], warnings: [] },
    );
    await bench.clock.advance(500);
    expect(outcomes(POD).slice(0, 2)).toEqual(['created', 'superseded']);
    await bench.clock.advance(3000);
    expect(outcomes(POD)).toContain('updated');
    expect(bench.isUp(POD)).toBe(true);
  });
});
