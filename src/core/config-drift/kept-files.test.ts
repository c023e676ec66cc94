import { describe, expect, test } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import type { JsonObject } from '../model/json.ts';
import { sameJson } from '../util/same-json.ts';
import { isBelow } from './config-path.ts';
import { configEdits, withEdits } from './edits.ts';
import { editsBetween, keptFiles } from './kept-files.ts';
import { GIT_OWNS_ALL, type OwnerRules, ownerAt, ownerRules } from './owners.ts';

const NATURE = { fixed: ['gateway.port', 'secrets'], notes: ['meta'] };
const RULES = ownerRules({ agent: ['agents.defaults'], shared: ['channels', 'gateway'] }, NATURE);

const value = fc.oneof(fc.integer({ max: 3, min: 0 }), fc.constantFrom('a', 'b'), fc.boolean());
const leaf = fc.oneof(value, fc.array(value, { maxLength: 2 }));
const map = (keys: readonly string[], inner: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.constantFrom(...keys), inner, { maxKeys: keys.length });
const config = map(
  ['agents', 'channels', 'gateway', 'meta', 'ui'],
  map(['defaults', 'port', 'x'], fc.oneof(leaf, map(['model', 'y'], leaf))),
) as fc.Arbitrary<JsonObject>;

function written(
  applied: JsonObject,
  found: JsonObject,
  wanted: JsonObject,
  rules: OwnerRules = RULES,
): JsonObject {
  const file = (content: JsonObject) => [{ path: 'openclaw.json', content }];
  const [first] = keptFiles(
    { applied: file(applied), found: file(found), wanted: file(wanted) },
    rules,
  );
  return first?.content as JsonObject;
}

/** Empty maps that splitting leaves out or makes carry no meaning here. */
function leaves(state: JsonObject) {
  return configEdits({}, state, () => true).filter(({ after }) => !sameJson(after, {}));
}

describe('edits', () => {
  test('lead from one state to the other', () =>
    fc.assert(
      fc.property(config, config, (before, after) => {
        expect(withEdits(before, configEdits(before, after))).toEqual(after);
      }),
    ));

  test('of one state are none', () =>
    fc.assert(
      fc.property(config, (state) => {
        expect(configEdits(state, state)).toEqual([]);
      }),
    ));

  test('never mix owners', () =>
    fc.assert(
      fc.property(config, config, (before, after) => {
        for (const { path, after: now } of editsBetween(before, after, RULES)) {
          const below = leaves({ x: now ?? {} }).map((edit) => [...path, ...edit.path.slice(1)]);
          const owners = new Set(below.map((place) => ownerAt(RULES, place)));
          expect(owners.size).toBeLessThanOrEqual(1);
        }
      }),
    ));
});

describe('what is written', () => {
  test('is the manifest alone where git owns all', () =>
    fc.assert(
      fc.property(config, config, config, (applied, found, wanted) => {
        expect(written(applied, found, wanted, GIT_OWNS_ALL)).toEqual(wanted);
      }),
    ));

  test('keeps every leaf of the agent, and no leaf that is git alone', () =>
    fc.assert(
      fc.property(config, config, (applied, found) => {
        const result = written(applied, found, applied);
        for (const { path, after } of leaves(found)) {
          const owner = ownerAt(RULES, path);
          const kept = leaves(result).find((edit) => isBelow(edit.path, path));
          if (owner !== 'git' && !isObstructed(applied, path)) expect(kept?.after).toEqual(after);
        }
        const gits = (state: JsonObject) =>
          leaves(state).filter(({ path }) => ownerAt(RULES, path) === 'git');
        if (gits(applied).length === 0) expect(gits(result)).toEqual([]);
      }),
    ));

  test('settles: what was written is not written otherwise the next time', () =>
    fc.assert(
      fc.property(config, config, config, (applied, found, wanted) => {
        const first = written(applied, found, wanted);
        expect(written(wanted, first, wanted)).toEqual(first);
      }),
    ));

  test('takes the word of the manifest where it moved a shared path since', () => {
    const at = (model: string) => ({ channels: { dmPolicy: model } });
    expect(written(at('a'), at('b'), at('a'))).toEqual(at('b'));
    expect(written(at('a'), at('b'), at('c'))).toEqual(at('c'));
    expect(written(at('a'), at('b'), at('b'))).toEqual(at('b'));
  });

  test('keeps what is the agent alone though the manifest moved', () => {
    const at = (model: string) => ({ agents: { defaults: { model } } });
    expect(written(at('a'), at('b'), at('c'))).toEqual(at('b'));
  });

  test('of a path that is put back is the word of the manifest, whoever owns it', () => {
    const rules = ownerRules({ agent: ['agents'], shared: ['channels'] }, NATURE, [
      'agents.x',
      'channels',
    ]);
    const found = { agents: { x: 2, y: 2 }, channels: { z: 2 } };
    expect(written({ agents: { x: 1 } }, found, { agents: { x: 1 } }, rules)).toEqual({
      agents: { x: 1, y: 2 },
    });
  });

  test('holds nothing of a file that is broken', () => {
    const file = (content: JsonObject | string) => [{ path: 'openclaw.json', content }];
    const states = { applied: file({ a: 1 }), found: file('{ broken'), wanted: file({ a: 1 }) };
    expect(keptFiles(states, RULES)).toEqual(file({ a: 1 }));
  });
});

/** Something that is no map stands where the agent has one: the whole is one change then. */
function isObstructed(state: JsonObject, path: readonly string[]): boolean {
  return (
    leaves(state).some((edit) => isBelow(path, edit.path) && edit.path.length < path.length) ||
    leaves(state).some((edit) => isBelow(edit.path, path) && edit.path.length > path.length)
  );
}
