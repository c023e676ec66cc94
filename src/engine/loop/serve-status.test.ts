import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import type { LoopEvent } from './loop-event.ts';
import { nextStatus, notReady, STARTING } from './serve-status.ts';

const after = (...events: readonly LoopEvent[]) => events.reduce(nextStatus, STARTING);
const LOADED: LoopEvent = {
  kind: 'loaded',
  desired: { tenants: [aTenant()], pods: [aPod()], warnings: [] },
  tenants: 1,
  pods: 1,
  changed: [],
  removed: [],
  revisions: ['main@sha1:1'],
};
const LOOKED: LoopEvent = { kind: 'looked', subjects: ['tenant/acme'] };
const LOOKED_AT_ALL: LoopEvent = { kind: 'looked', subjects: ['pod/acme/agent'] };
const EMPTY: LoopEvent = { ...LOADED, desired: { tenants: [], pods: [], warnings: [] } };
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
  [
    'the first look at everything is not done',
    [{ kind: 'leading' }, LOADED, CONNECTED, LOOKED, LOOKED],
  ],
  ['', [{ kind: 'leading' }, LOADED, CONNECTED, LOOKED, LOOKED_AT_ALL]],
  // What no manifest names any more need not be looked at, and where there is nothing, all of it was.
  ['', [{ kind: 'leading' }, LOADED, CONNECTED, LOOKED, EMPTY]],
  ['', [{ kind: 'leading' }, CONNECTED, EMPTY]],
  // What is asked for later does not make it less ready.
  ['', [{ kind: 'leading' }, CONNECTED, EMPTY, LOADED]],
  // What was in force stays so.
  ['', [{ kind: 'leading' }, LOADED, CONNECTED, LOOKED, LOOKED_AT_ALL, REFUSED]],
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
