import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DesiredState } from '../../src/core/model/desired.ts';
import { acceptDrift } from '../../src/engine/changes/accept-drift.ts';
import { chosenDrift, readDrift } from '../../src/engine/changes/chosen-drift.ts';
import { loadDesired } from '../../src/engine/load.ts';
import { World } from '../fakes/world.ts';
import { fc } from './fast-check.ts';

const POD = 'acme/agent';
/** With comments in all the places that an edit could take them from. */
const TEXT = `# the customer
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: {name: acme}
---
# the pod
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: ${POD} # its name
spec:
  image: ghcr.io/openclaw/openclaw:2026.9.6
  # cheap on purpose
  model:
    primary: openai/small # until May
  configOwnership:
    # by the customer's wish
    shared: [messages, ui]
  config:
    # less talk
    messages:
      ackReaction: "👀" # eyes
      groups: {a: 1, b: [1, 2]}
    ui:
      seamColor: red
# the end
`;

/** Words that YAML readers disagree about, among others. */
const text = fc.oneof(
  fc.constantFrom(
    'no',
    'yes',
    '~',
    '007',
    '1e3',
    'a: b',
    '# c',
    '- d',
    ' e ',
    '',
    'f\ng',
    '"',
    "'",
  ),
  fc.string({ maxLength: 6, unit: 'grapheme' }).filter((word) => !/\p{C}/u.test(word)),
);
const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const key = fc.constantFrom('ackReaction', 'groups', 'seamColor', 'a', 'b', 'x.y', 'new key');
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 2 })), { maxKeys: 3 }),
);
const part = fc.dictionary(key, value, { maxKeys: 3 });
const edits = fc.record(
  { messages: part, ui: part, talk: part, model: fc.constantFrom('openai/large', 'openai/tiny') },
  { requiredKeys: [] },
);

function load(world: World, source: string): Promise<DesiredState> {
  const hash = createHash('sha256').update(source).digest('hex');
  const file = { name: 'acme.yaml', directory: '/manifests', text: source, hash };
  const read = async () => ({ files: [file], diagnostics: [] });
  const { secrets } = world.workspace;
  return loadDesired({ source: { read }, secrets }).then(({ desired }) => desired);
}

function edit(world: World, { model, ...parts }: Record<string, unknown>): void {
  const [found] = [...world.runtime.volumes].filter(([name]) => name.includes('_config_'));
  const files = found?.[1].files;
  const file = files?.get('openclaw.json');
  if (files === undefined || file === undefined) throw new Error('there is no openclaw.json');
  const config = JSON.parse(new TextDecoder().decode(file.content));
  Object.assign(config, parts);
  if (model !== undefined) config.agents.defaults.model.primary = model;
  const content = new TextEncoder().encode(JSON.stringify(config));
  files.set('openclaw.json', { ...file, nanos: 1, content });
}

const comments = (source: string) =>
  source.split('\n').filter((line) => line.trimStart().startsWith('#'));

describe('accepting', { timeout: 60_000 }, () => {
  test('whatever was changed inside leaves nothing to do and no comment behind', () =>
    fc.assert(
      fc.asyncProperty(edits, async (change) => {
        const world = new World();
        const desired = await load(world, TEXT);
        await world.apply(desired);
        edit(world, change);
        const sight = await readDrift(world.workspace, desired, POD);
        const items = chosenDrift(sight, { all: true, places: [] });
        const pod = desired.pods[0] ?? expect.fail('no pod');
        const accepted = await acceptDrift(
          world.workspace,
          {
            pod,
            text: TEXT,
            desired,
            observed: sight.observed,
            load: (edited) => load(world, edited),
          },
          items,
        );
        expect(accepted !== TEXT).toBe(items.length > 0);
        expect(comments(accepted)).toEqual(comments(TEXT));
        const next = await load(world, accepted);
        const before = world.runtime.writes;
        await world.apply(next);
        expect(world.runtime.writes).toBe(before);
        expect(await world.plan(next)).toMatchObject({ operations: [], changes: [] });
      }),
      { numRuns: 60 },
    ));
});
