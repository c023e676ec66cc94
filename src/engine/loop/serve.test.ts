import { expect, test } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import { World } from '../../../test/fakes/world.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { WatchedSource } from '../../ports/watched-source.ts';
import type { Workspace } from '../workspace.ts';
import { type ServeParts, serve } from './serve.ts';

const SETTINGS = {
  concurrency: 4,
  resyncSeconds: 30,
  prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
  actor: 'test',
};

class Bench {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  readonly drain = new AbortController();
  readonly now = new AbortController();
  readonly sources: WatchedSource[] = [];
  readonly world = new World();
  opened = 0;
  /** The connection that carries the leadership. */
  alive = true;
  opens = true;

  begin(error: AgentPodError = new AgentPodError('Transient', 'StateUnreachable', 'away')) {
    const parts: ServeParts = {
      openWorkspace: async () => {
        if (!this.opens) throw error;
        this.opened += 1;
        return this.#workspace();
      },
      sources: this.sources,
      settings: SETTINGS,
      clock: this.clock,
      random: () => 0,
      onLoopEvent: ({ kind }) => this.told.push(kind),
    };
    return serve(parts, { drain: this.drain.signal, now: this.now.signal });
  }

  #workspace(): Workspace {
    const check = async (): Promise<void> => {
      if (!this.alive) throw new AgentPodError('Transient', 'LockLost', 'broke');
    };
    const leadership = { acquire: async () => ({ check, release: async () => undefined }) };
    return { ...this.world.workspace, clock: this.clock, leadership };
  }
}

test('a state that goes away is waited for, told once, and led again soon when it is back', async () => {
  const bench = new Bench();
  const served = bench.begin();
  await bench.clock.advance(5000);
  bench.alive = false;
  bench.opens = false;
  await bench.clock.advance(600_000);
  // That it leads no more, and that there is nothing to be opened.
  expect(bench.told.filter((kind) => kind === 'state-lost')).toHaveLength(2);
  bench.alive = true;
  bench.opens = true;
  await bench.clock.advance(5000);
  expect(bench.told.filter((kind) => kind === 'leading')).toHaveLength(2);
  expect(bench.opened).toBe(2);
  bench.drain.abort();
  await served;
});

test('who lost the lead does not wait for a slow pod before it leads again', async () => {
  const bench = new Bench();
  bench.sources.push(aSlowPod());
  for (let port = 20_000; port < 20_100; port += 1) {
    bench.world.runtime.probes.set(port, { ready: false, message: '503' });
  }
  const served = bench.begin();
  await bench.clock.advance(5000);
  bench.alive = false;
  await bench.clock.advance(1500);
  bench.alive = true;
  await bench.clock.advance(3000);
  expect(bench.told.filter((kind) => kind === 'leading')).toHaveLength(2);
  bench.now.abort();
  bench.drain.abort();
  await bench.clock.advance(1000);
  await served;
});

test('who lost the lead while it drains keeps nobody waiting', async () => {
  const bench = new Bench();
  bench.sources.push(aSlowPod());
  for (let port = 20_000; port < 20_100; port += 1) {
    bench.world.runtime.probes.set(port, { ready: false, message: '503' });
  }
  let over = false;
  const served = bench.begin().finally(() => {
    over = true;
  });
  await bench.clock.advance(5000);
  bench.drain.abort();
  await bench.clock.advance(5000);
  expect(over).toBe(false);
  bench.alive = false;
  await bench.clock.advance(2500);
  expect(over).toBe(true);
  await served;
});

/** A pod whose process runs and never becomes ready. */
function aSlowPod(): WatchedSource {
  const text = tenant('acme') + stubPod('acme/agent');
  return {
    name: 'memory',
    about: { kind: 'folder', path: '/' },
    revision: () => undefined,
    accepted: async () => undefined,
    watch: async () => undefined,
    read: async () => ({
      files: [{ name: 'acme.yaml', directory: '/', text, hash: 'one' }],
      diagnostics: [],
    }),
  };
}

test('what waiting cannot mend ends the server', async () => {
  const bench = new Bench();
  bench.opens = false;
  const wrong = new AgentPodError('InvalidInput', 'MasterKeyWrong', 'wrong');
  await expect(bench.begin(wrong)).rejects.toBe(wrong);
});
