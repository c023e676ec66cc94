import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderDiagnostics } from '../manifests/render-diagnostics.ts';
import { ManifestError } from '../model/errors.ts';
import { readAlerts } from './read-alerts.ts';

const HEAD = 'apiVersion: agentpod.dev/v1alpha1\nkind: Alerts\n';
const ONE = 'receivers:\n  - name: ops\n    webhook: {url: https://hooks.example.com/x}\n';

const read = (text: string) => readAlerts({ name: 'alerts.yaml', directory: '/', text });

function problems(text: string): string {
  try {
    read(text);
    return '';
  } catch (error) {
    if (error instanceof ManifestError) return renderDiagnostics(error.diagnostics);
    throw error;
  }
}

test('the example is right', () => {
  const path = join(import.meta.dirname, '../../../examples/alerts.yaml');
  const { receivers, rules } = read(readFileSync(path, 'utf8'));
  expect([receivers.length, rules.length]).toEqual([5, 3]);
});

test('what a file does not say has a default', () => {
  const { timing, rules, receivers } = read(HEAD + ONE);
  expect(timing).toEqual({
    failuresInARow: 3,
    resolveAfterMs: 300_000,
    repeatAfterMs: 4 * 3_600_000,
    sourceStaleAfterMs: 900_000,
  });
  expect(receivers).toHaveLength(1);
  expect(rules).toEqual([
    { receivers: ['ops'], severity: 'warning', tenants: undefined, labels: {} },
  ]);
});

test.each([
  ['', 'alerts.yaml:1:1: error: nothing is not an alerts file (NotAlerts)'],
  [`${HEAD + ONE}---\na: 1\n`, 'an alerts file is one YAML document (NotOneDocument)'],
  [ONE, 'alerts.yaml:1:1: error: apiVersion: "apiVersion" is missing (MissingKey)'],
  [HEAD, 'error: receivers: "receivers" is missing'],
  [`${HEAD}a: [\n`, 'not valid YAML'],
  [`${HEAD + ONE}failuresInRow: 3\n`, 'alerts.yaml:6:1: error: failuresInRow'],
  [`${HEAD + ONE}failuresInRow: 3\n`, 'did you mean failuresInARow?'],
  [`${HEAD + ONE}resolveAfter: 5\n`, 'alerts.yaml:6:15: error: resolveAfter'],
  [`${HEAD + ONE}repeatAfter: 5s\n`, '"5s" is less than a minute (OutOfRange)\n  hint: write 1m'],
  [`${HEAD + ONE}rules: [{receivers: [opps]}]\n`, 'alerts.yaml:6:22: error: rules[0].receivers[0]'],
  [`${HEAD + ONE}rules: [{receivers: [opps]}]\n`, 'did you mean ops?'],
  [`${HEAD}receivers: [{name: ops}]\n`, 'alerts.yaml:3:20: error: receivers[0].name'],
  [
    `${HEAD + ONE}    slack: {url: {env: CHAT}}\n`,
    'the receiver is reached in 2 ways: webhook, slack (OneWay)',
  ],
  [`${HEAD + ONE}    allowPrivate: [10.0.0.0/33]\n`, '"10.0.0.0/33" is not an address range'],
  [`${HEAD + ONE}  - {name: ops, slack: {url: {env: CHAT}}}\n`, 'two receivers are called "ops"'],
  [HEAD + ONE.replace('https://', 'https://me:hunter2@'), 'holds a user or a password'],
])('%j is wrong', (text, words) => {
  expect(problems(text)).toContain(words);
});

test.each([
  ONE.replace('webhook', 'slack').replace(
    'https://hooks.example.com/x',
    'https://s.example/hunter2',
  ),
  `receivers: [{name: a, telegram: {botToken: "1234:hunter2", chatId: "1"}}]\n`,
  ONE.replace('https://', 'https://me:hunter2@'),
])('a secret in the wrong place is not repeated: %j', (text) => {
  const said = problems(HEAD + text);
  expect(said).toContain('alerts.yaml:');
  expect(said).not.toContain('hunter2');
});
