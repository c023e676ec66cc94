import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/model/diagnostic.ts';
import { loadFiles, readText } from '../diagnose.ts';
import { fc } from './fast-check.ts';

/**
 * However a valid manifest is spoilt, loading must not crash, and every error must point into the
 * file. Documents are small because parsing is what costs.
 */
/** `npm test` runs all 100,000; `npm run check`, which is run often, a tenth. */
const SHARE = Number(process.env['AGENTPOD_FUZZ_SHARE'] ?? 1);
const TEXT_RUNS = 40_000 * SHARE;
const STRUCTURE_RUNS = 60_000 * SHARE;

const DOCUMENTS: readonly object[] = [
  {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Tenant',
    metadata: { name: 'acme' },
    spec: { domain: '{pod}.example.com', quota: { pods: 1, memory: '2Gi' } },
  },
  {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name: 'acme/agent', labels: { tier: 'gold' } },
    spec: { resources: { memory: '1Gi', cpus: 1 }, hosts: ['a.example.com'] },
  },
  {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name: 'agent' },
    spec: {
      tenant: 'acme',
      model: { primary: 'openai/x' },
      channels: { telegram: { botToken: { env: 'T' } } },
    },
  },
];

const TEXTS: readonly string[] = [
  `apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: {name: acme}
spec:
  defaults: {env: {A: &a "1", B: *a}}
`,
  `apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: acme/agent
spec:
  config: {a: 1}
`,
  `apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: {name: acme/b}
spec:
  env:
    A: |
      text # text
`,
];

const NASTY_TEXTS = [
  ...['\t', '\n', '\r\n', '- ', '? ', ': ', '{', '}', '[', ']', ',', '"', "'", '|', '>', '#', '%'],
  ...['---\n', '...\n', '&a ', '*a', '*b', '!!str ', '!x ', '<<: *a\n', '__proto__: 1\n', '@', '`'],
  ...['\0', '\ufeff', '\u2028', '\ud800', '💥', 'é', '0x1F', '.inf', '1e999', '~', 'yes', '  '],
] as const;

const NASTY_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e21,
    5e-324,
    '',
    ' ',
    'yes',
    'latest',
    '../../x',
    'a/b/c',
    '{pod}',
  ],
  ...[[], {}, [[]], [null], { env: 'X' }, { file: '../x' }, { a: { b: {} } }, 'x'.repeat(300)],
  ...['a:latest', 'acme', 'agentpod.dev/v1', '💥', '\n', '*', '&', 'constructor'],
];

const NASTY_KEYS = ['status', 'constructor', 'toString', '', '0', 'a.b', '<<', 'spec', 'genric'];

const edit = fc.record({
  at: fc.nat(1000),
  drop: fc.nat(6),
  insert: fc.constantFrom(...NASTY_TEXTS),
});

const spoiltText = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([text, edits]) => edits.reduce(applyEdit, text));

function applyEdit(
  text: string,
  { at, drop, insert }: { at: number; drop: number; insert: string },
) {
  const start = at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + drop);
}

const change = fc.record({
  kind: fc.constantFrom('replace', 'remove', 'rename', 'add'),
  at: fc.nat(1000),
  value: fc.constantFrom(...NASTY_VALUES),
  key: fc.constantFrom(...NASTY_KEYS),
});

type Change = { kind: string; at: number; value: unknown; key: string };

const spoiltStructure = fc
  .tuple(fc.constantFrom(...DOCUMENTS), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([document, changes]) => {
    const copy = structuredClone(document);
    for (const item of changes) applyChange(copy, item);
    return JSON.stringify(copy);
  });

function applyChange(root: object, { kind, at, value, key }: Change): void {
  const places = placesIn(root);
  const [holder, name] = places[at % places.length] ?? [root, 'spec'];
  if (kind === 'replace') Reflect.set(holder, name, structuredClone(value));
  if (kind === 'add') Reflect.set(holder, key, structuredClone(value));
  if (kind === 'rename') Reflect.set(holder, key, Reflect.get(holder, name));
  if (kind === 'remove' || kind === 'rename') Reflect.deleteProperty(holder, name);
}

function placesIn(value: object): readonly (readonly [holder: object, key: string])[] {
  return Object.entries(value).flatMap(([key, inner]) => [
    [value, key] as const,
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner) : []),
  ]);
}

/** Gives the pods a tenant; read once. */
const COMPANION = readText('tenant.yaml', JSON.stringify(DOCUMENTS[0]));

function check(text: string): void {
  const lines = text.split('\n');
  for (const diagnostic of loadFiles([readText('a.yaml', text), COMPANION]).diagnostics) {
    if (diagnostic.file === 'a.yaml') checkPosition(diagnostic, lines);
  }
}

/** Plain comparisons, since an `expect` for each would take most of the time. */
function checkPosition(diagnostic: Diagnostic, lines: readonly string[]): void {
  const { line, column, message, rule } = diagnostic;
  const width = lines[line - 1]?.length ?? -1;
  const inside = line >= 1 && column >= 1 && column <= width + 1;
  const sayable = message !== '' && !message.includes('\n') && rule !== '';
  if (!inside || !sayable) throw new Error(`bad diagnostic: ${JSON.stringify(diagnostic)}`);
}

describe('a spoilt manifest', () => {
  it('of mutated text never crashes the loader, and every error points into the file', {
    timeout: 180_000,
  }, () => {
    fc.assert(fc.property(spoiltText, check), { numRuns: TEXT_RUNS });
  });

  it('of mutated structure never crashes the loader, and every error points into the file', {
    timeout: 180_000,
  }, () => {
    fc.assert(fc.property(spoiltStructure, check), { numRuns: STRUCTURE_RUNS });
  });

  it('starts from valid ones', () => {
    for (const text of [...TEXTS, ...DOCUMENTS.map((item) => JSON.stringify(item))]) {
      const files = [readText('a.yaml', text)];
      if (!text.includes('Tenant')) files.push(COMPANION);
      expect(loadFiles(files).diagnostics).toEqual([]);
    }
  });
});
