import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import { AgentPodError, type FailureClass } from '../../core/model/errors.ts';
import type { RunState } from '../../core/runs/run.ts';
import { StatusReporter } from './status-reporter.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

let clock: ManualClock;
let sent: string[];
let trouble: string[];
let failing: FailureClass | undefined;
let reporter: StatusReporter;
let stop: AbortController;
let running: Promise<void>;

beforeEach(() => {
  clock = new ManualClock();
  [sent, trouble, failing] = [[], [], undefined];
  stop = new AbortController();
  const report = async ({ commit, state }: { commit: string; state: string }) => {
    if (failing !== undefined) throw new AgentPodError(failing, 'Forge', 'no');
    sent.push(`${commit.slice(0, 1)} ${state}`);
  };
  reporter = new StatusReporter({
    forges: new Map([['git', { report }]]),
    clock,
    random: () => 0,
    onTrouble: (_, message) => trouble.push(message),
  });
  running = reporter.run(stop.signal);
});
afterEach(async () => {
  stop.abort();
  await running;
});

async function become(state: RunState, commit = A, source = 'git'): Promise<void> {
  reporter.take({
    id: 'r-1',
    number: 1,
    trigger: 'poll',
    source,
    revision: `main@sha1:${commit}`,
    state,
    message: 'm',
    createdAt: '',
    finishedAt: undefined,
    results: [],
    awaited: [],
  });
  await clock.advance(0);
}

describe('the status of a commit', () => {
  it('is told as pending at once, and once what came of it', async () => {
    for (const state of ['pending', 'applying', 'succeeded', 'succeeded'] as const) {
      await become(state);
    }
    expect(sent).toEqual(['a pending', 'a success']);
  });

  it.each([
    ['refused', 'failure'],
    ['failed', 'failure'],
    ['superseded', 'skipped'],
  ] as const)('of a run that was %s is %s', async (state, word) => {
    await become(state);
    expect(sent).toEqual([`a ${word}`]);
  });

  it('is told again later when the forge is away, and only what counts then', async () => {
    failing = 'Transient';
    await become('pending');
    await clock.advance(20_000);
    await become('failed');
    await become('pending', B);
    failing = undefined;
    await clock.advance(60_000);
    expect(sent).toEqual(['a failure', 'b pending']);
    expect(trouble).toEqual(['no', 'no', 'no']);
  });

  it('is given up at once when it is refused, and after a while when nobody answers', async () => {
    failing = 'InvalidInput';
    await become('pending');
    failing = undefined;
    await clock.advance(60_000);
    expect(sent).toEqual([]);
    failing = 'Transient';
    await become('failed');
    await clock.advance(3_600_000);
    failing = undefined;
    await clock.advance(3_600_000);
    expect(sent).toEqual([]);
    expect(trouble).toHaveLength(3);
  });

  it('of a source without a forge is nobody told', async () => {
    await become('failed', A, 'folder');
    expect(sent).toEqual([]);
  });
});
