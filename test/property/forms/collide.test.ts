import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/core/config-drift/config-path.ts';
import { compareEdits, mergeOnto } from '../../../src/dashboard/forms/collide.ts';
import { identityEdits, identityOf } from '../../../src/dashboard/forms/identity.ts';
import { readOwn } from '../../../src/dashboard/forms/own-text.ts';
import { POD_SCHEMA } from '../../../src/dashboard/forms/schemas.ts';
import {
  draftsInUse,
  providerOf,
  suggestSecretName,
} from '../../../src/dashboard/forms/secret-drafts.ts';
import { fc } from '../fast-check.ts';

const BASE = { spec: { model: { primary: 'a/b' }, resources: { memory: '1Gi', cpus: 1 } } };
const memory = (size: string) => ({
  spec: { ...BASE.spec, resources: { memory: size, cpus: 1 } },
});

describe('edits of two', () => {
  it('of different fields are both kept, with the comments of the newer text', () => {
    const mine = { spec: { ...BASE.spec, model: { primary: 'c/d' } } };
    const merge = compareEdits(BASE, memory('2Gi'), mine);
    expect(merge.collisions).toEqual([]);
    const theirs =
      '# new\nspec:\n  model:\n    primary: a/b # why\n  resources:\n    memory: 2Gi\n    cpus: 1\n';
    expect(mergeOnto(theirs, merge, () => false, POD_SCHEMA)).toBe(theirs.replace('a/b', 'c/d'));
  });

  it('of the same field collide, and nobody wins by himself', () => {
    const merge = compareEdits(BASE, memory('2Gi'), memory('4Gi'));
    expect(merge).toMatchObject({
      free: [],
      collisions: [{ base: '1Gi', theirs: '2Gi', mine: '4Gi' }],
    });
    const theirs = 'spec:\n  resources:\n    memory: 2Gi\n    cpus: 1\n';
    expect(mergeOnto(theirs, merge, () => false, POD_SCHEMA)).toBe(theirs);
    expect(mergeOnto(theirs, merge, () => true, POD_SCHEMA)).toContain('memory: 4Gi');
  });

  it('that are the same are no collision', () => {
    expect(compareEdits(BASE, memory('2Gi'), memory('2Gi'))).toEqual({ free: [], collisions: [] });
  });

  it('collide where one took away what the other changed inside', () => {
    const { collisions } = compareEdits(BASE, { spec: { model: BASE.spec.model } }, memory('4Gi'));
    expect(collisions).toMatchObject([{ theirs: undefined, mine: '4Gi' }]);
  });

  it('are never lost: each of mine is taken or told', () => {
    const leaf = fc.constantFrom(undefined, '1', '2', '3');
    const state = fc
      .record({ a: leaf, b: leaf, c: fc.record({ d: leaf, e: leaf }) })
      .map((each) => JSON.parse(JSON.stringify({ spec: each })));
    fc.assert(
      fc.property(state, state, state, (base, theirs, mine) => {
        const merge = compareEdits(base, theirs, mine);
        const text = `spec: ${JSON.stringify(theirs.spec)}\n`;
        const merged = mergeOnto(text, merge, () => true, POD_SCHEMA);
        if (merged === undefined) return;
        const { data } = readOwn(merged);
        // With mine taken throughout, whatever I changed is as I wanted it.
        for (const path of ['a', 'b', 'c.d', 'c.e'].map((each) => ['spec', ...each.split('.')])) {
          const wanted = valueAt(mine, path);
          if (wanted !== valueAt(base, path)) expect(valueAt(data, path)).toBe(wanted);
        }
      }),
    );
  });
});

describe('who a pod is', () => {
  it('can be said in two ways, and is kept in the one it has', () => {
    expect(identityOf({ metadata: { name: 'acme/agent' } })).toEqual({
      tenant: 'acme',
      pod: 'agent',
    });
    const two = { metadata: { name: 'agent' }, spec: { tenant: 'acme' } };
    expect(identityOf(two)).toEqual({ tenant: 'acme', pod: 'agent' });
    expect(identityEdits(two, { tenant: 'globex', pod: 'desk' })).toHaveLength(2);
    expect(identityEdits({}, { tenant: '', pod: 'desk' })).toMatchObject([{ value: 'desk' }]);
  });
});

describe('a value that is to be stored', () => {
  it.each([
    [['spec', 'providers', 'openai', 'apiKey'], 'openai-key'],
    [['spec', 'defaults', 'providers', 'my.llm', 'apiKey'], 'my-llm-key'],
    [['spec', 'channels', 'telegram', 'botToken'], 'agent-telegram-bot-token'],
    [['spec', 'route', 'basicAuth', 'users'], 'agent-basic-auth-users'],
  ])('%j gets a name that tells what it is for', (path, name) => {
    expect(suggestSecretName(path, 'agent', new Set())).toBe(name);
    expect(suggestSecretName(path, 'agent', new Set([name]))).toBe(`${name}-2`);
  });

  it('has a name that can be stored, however long the pod’s is', () => {
    const name = suggestSecretName(
      ['spec', 'channels', 'telegram', 'botToken'],
      'a'.repeat(60),
      new Set(),
    );
    expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
    expect(name.length).toBeLessThanOrEqual(63);
  });

  it('is stored only while the manifest names it', () => {
    const path = ['spec', 'providers', 'openai', 'apiKey'];
    const draft = { path, name: 'openai-key', value: 'canary' };
    const naming = (ref: object) => ({ spec: { providers: { openai: { apiKey: ref } } } });
    expect(draftsInUse(naming({ secret: 'openai-key' }) as never, [draft])).toEqual([draft]);
    expect(draftsInUse(naming({ env: 'KEY' }) as never, [draft])).toEqual([]);
    expect(draftsInUse({}, [draft])).toEqual([]);
  });

  it('belongs to the provider of the model', () => {
    const path = ['spec', 'model', 'primary'];
    const of = (primary: string) => providerOf({ spec: { model: { primary } } }, path);
    expect([of('openai/gpt'), of('openai/'), of('openai'), of('')]).toEqual([
      'openai',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
