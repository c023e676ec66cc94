import { expect, test } from 'vitest';
import type { LoopEvent } from './loop-event.ts';
import { nextStatus, notReady, STARTING } from './serve-status.ts';

const after = (...events: readonly LoopEvent[]) => events.reduce(nextStatus, STARTING);
const LOADED: LoopEvent = {
  kind: 'loaded',
  desired: { tenants: [], pods: [], warnings: [] },
  tenants: 1,
  pods: 1,
  changed: [],
  removed: [],
  revisions: ['main@sha1:1'],
};
const PASSED: LoopEvent = { kind: 'passed', seconds: 1, subjects: 1, failed: 0, idle: true };
const CONNECTED: LoopEvent = { kind: 'engine-connected' };
const REFUSED: LoopEvent = {
  kind: 'refused',
  subjects: [],
  diagnostics: [
    { file: 'a.yaml', line: 3, column: 1, severity: 'error', rule: 'X', message: 'wrong' },
  ] as never,
};

test.each<[string, readonly LoopEvent[]]>([
  ['the state is not open', []],
  ['standby: another server leads', [{ kind: 'standby', holder: 'h' }]],
  ['no valid manifests were loaded yet', [{ kind: 'leading' }, CONNECTED, REFUSED]],
  ['the Docker Engine is not connected', [{ kind: 'leading' }, LOADED]],
  ['the first look at everything is not done', [{ kind: 'leading' }, LOADED, CONNECTED]],
  ['', [{ kind: 'leading' }, LOADED, CONNECTED, PASSED]],
  // What was in force stays so.
  ['', [{ kind: 'leading' }, LOADED, CONNECTED, PASSED, REFUSED]],
  ['the state is not open', [{ kind: 'leading' }, LOADED, { kind: 'state-lost', message: 'm' }]],
])('not ready: %j', (words, events) => {
  expect(notReady(after(...events))).toBe(words);
});

test('what is refused and what fails is told until it is over', () => {
  const failed: LoopEvent = { kind: 'source-failed', source: 'git', message: 'gone', runs: [] };
  const status = after(LOADED, REFUSED, failed);
  expect(status).toMatchObject({
    refused: ['a.yaml:3: wrong'],
    failing: { git: 'gone' },
    revisions: ['main@sha1:1'],
  });
  const mended = [LOADED, { kind: 'source-checked', source: 'git', runs: [] } as const];
  expect(mended.reduce(nextStatus, status)).toMatchObject({ refused: [], failing: {} });
});
