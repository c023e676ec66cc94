import { expect, test } from 'vitest';
import { AgentPodError } from '../core/model/errors.ts';
import type { Action, Operation } from '../core/model/operation.ts';
import { ownUndo } from './own-undo.ts';

const REMOVE: Action = { kind: 'container.remove', container: 'g2' };
const VOLUME: Action = { kind: 'volume.remove', volume: 'config_g2' };
const CREATE = { kind: 'container.create', container: 'g2' } as Action;
const operation = { action: CREATE, undo: [REMOVE, VOLUME] } as unknown as Operation;

test('a name that somebody else took is left to them, and what was made before goes', () => {
  const taken = new AgentPodError('Conflict', 'NameTaken', 'taken');
  expect(ownUndo(operation, taken)).toEqual([VOLUME]);
});

test('what failed otherwise may be half there, so all of it goes', () => {
  const lost = new AgentPodError('Transient', 'EngineUnreachable', 'lost');
  expect(ownUndo(operation, lost)).toEqual([REMOVE, VOLUME]);
  expect(ownUndo(operation, undefined)).toEqual([REMOVE, VOLUME]);
});
