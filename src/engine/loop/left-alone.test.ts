import { afterEach, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';

const POD = 'acme/agent';
/** Of a generic agent: how long it may take to become ready. */
const DEADLINE_MS = 120_000;

let bench: LoopBench;

afterEach(async () => {
  const ended = bench.stop();
  await bench.clock.advance(DEADLINE_MS);
  await ended;
});

const changed = (value: string) => stubPod(POD, `  env: {A: "${value}"}\n`);

/** The old version is stopped, and the new one is waited for in vain. */
async function updating(): Promise<void> {
  bench = new LoopBench({ 'acme.yaml': tenant('acme'), 'agent.yaml': stubPod(POD) });
  await bench.start({ resyncSeconds: 1000 });
  await bench.clock.advance(1000);
  bench.sick('sick');
  await bench.write('agent.yaml', changed('sick'));
  await bench.clock.advance(5000);
}

const last = () => bench.of('finished').at(-1)?.result;

it('a pod whose manifest goes while it is updated is not left half way, since nobody looks at it again', async () => {
  await updating();
  await bench.erase('agent.yaml');
  await bench.clock.advance(DEADLINE_MS + 1000);
  expect(last()).toMatchObject({ subject: `pod/${POD}`, outcome: 'rolled-back' });
  expect(bench.generations(POD)).toEqual([expect.stringMatching(/_g1$/)]);
  expect(bench.isUp(POD)).toBe(true);
});

it('nor is one whose manifest changes when the server was told to end', async () => {
  await updating();
  const push = bench.events.push.bind(bench.events);
  let ended: Promise<void> | undefined;
  Object.assign(bench.events, {
    push: (...events: Parameters<typeof push>) => {
      if (events.some(({ kind }) => kind === 'loaded')) ended = bench.stop();
      return push(...events);
    },
  });
  await bench.write('agent.yaml', changed('sick too'));
  await bench.clock.advance(DEADLINE_MS + 1000);
  await ended;
  expect(last()).toMatchObject({ subject: `pod/${POD}`, outcome: 'rolled-back' });
  expect(bench.isUp(POD)).toBe(true);
});
