import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import type { LoopEvent } from '../loop/loop-event.ts';
import { RunBook } from './run-book.ts';

const POD = 'acme/agent';
const absent = stubPod(POD).replace('agentpod/stub-agent:1', 'absent:1');
const withState = stubPod(POD).replace('port: 8080', 'port: 8080, stateDir: /state');

let bench: LoopBench;
let book: RunBook;
let taken: number;

beforeEach(() => {
  bench = new LoopBench({ 'acme.yaml': tenant('acme') + stubPod(POD) });
  book = new RunBook({ clock: bench.clock, server: 'r1', prunes: false });
  taken = 0;
});
afterEach(() => bench.stop());

/** What the loop told since the last time, as it would have been told at once. */
function follow(): readonly (readonly [string, string])[] {
  const news: readonly LoopEvent[] = bench.events.slice(taken);
  taken = bench.events.length;
  for (const event of news) book.take(event);
  return book.state.runs.map(({ trigger, state }) => [trigger, state]);
}

async function started(): Promise<void> {
  await bench.start();
  await bench.clock.advance(1000);
  follow();
}

describe('the runs of a loop', () => {
  it('begin with what was there, and go on with each change', async () => {
    await started();
    await bench.write('acme.yaml', `${tenant('acme')}${stubPod(POD)}  env: {A: "1"}\n`);
    await bench.clock.advance(1000);
    expect(follow()).toEqual([
      ['start', 'succeeded'],
      ['folder', 'succeeded'],
    ]);
    expect(book.state.runs.at(-1)?.results).toMatchObject([
      { subject: `pod/${POD}`, outcome: 'updated' },
    ]);
  });

  it('end with what came of the change, also when a pod was waited for in vain before it', async () => {
    const changed = (value: string) => `${tenant('acme')}${stubPod(POD)}  env: {A: "${value}"}\n`;
    await bench.start({ resyncSeconds: 1000 });
    await bench.clock.advance(1000);
    bench.sick('sick');
    await bench.write('acme.yaml', changed('sick'));
    await bench.clock.advance(5000);
    await bench.write('acme.yaml', changed('well'));
    await bench.clock.advance(3000);
    expect(follow().slice(1)).toEqual([
      ['folder', 'superseded'],
      ['folder', 'succeeded'],
    ]);
    expect(book.state.runs.at(-1)?.results).toMatchObject([{ outcome: 'updated' }]);
  });

  it('say that manifests are invalid, each time that they change', async () => {
    await started();
    for (const text of ['kind: Pod\n', 'kind: Pod\n\n']) {
      await bench.write('acme.yaml', text);
      await bench.clock.advance(1000);
    }
    expect(follow().slice(1)).toEqual([
      ['folder', 'refused'],
      ['folder', 'refused'],
    ]);
    expect(book.state.runs.at(-1)?.message).toMatch(/^acme\.yaml:1:/);
  });

  it('say that a pod did not come up', async () => {
    await started();
    await bench.write('acme.yaml', tenant('acme') + absent);
    await bench.clock.advance(1000);
    expect(follow().at(-1)).toEqual(['folder', 'failed']);
    expect(book.state.runs.at(-1)?.message).toContain(`pod/${POD}`);
  });

  it('say that a pod is blocked, also when it was blocked before', async () => {
    await started();
    const labelled = (text: string) => withState.replace('port: 8080', `port: ${text}`);
    await bench.write('acme.yaml', tenant('acme') + withState);
    await bench.clock.advance(1000);
    const { containers, volumes } = bench.world.runtime;
    containers.clear();
    for (const name of [...volumes.keys()].filter((each) => each.endsWith('agent_state'))) {
      volumes.delete(name);
    }
    await bench.clock.advance(120_000);
    await bench.write('acme.yaml', tenant('acme') + labelled('8081'));
    await bench.clock.advance(60_000);
    expect(follow().at(-1)).toEqual(['folder', 'failed']);
    expect(book.state.runs.at(-1)?.results).toMatchObject([{ outcome: 'blocked' }]);
  });

  it('are waited for until they are over, and no longer than somebody wants to', async () => {
    await started();
    const id = book.ask('memory');
    const over = book.over(id, new AbortController().signal);
    const impatient = await book.over(id, AbortSignal.abort());
    expect(impatient?.state).toBe('pending');
    book.take({ kind: 'source-failed', source: 'memory', message: 'gone', runs: [id] });
    expect(await over).toMatchObject({ state: 'failed', message: 'gone' });
    expect(await book.over('r1-99', new AbortController().signal)).toBeUndefined();
  });
});
