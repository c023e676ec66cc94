import { expect, test } from 'vitest';
import { setValues } from './set-values.ts';

const OTHER = `# the customer
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: {name:   acme}   # odd blanks
---
`;
const POD = `# the pod
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: acme/agent
spec:
  # cheap on purpose
  model:
    primary: acme/small # until May
    fallbacks: [acme/tiny]

  config:
    # less talk
    messages:
      ackReaction: "👀"
    logging: {level: info}
`;
const TEXT = OTHER + POD;
const KEY = 'acme/agent';

const set = (path: string, value: unknown, text = TEXT) =>
  setValues(text, KEY, [{ path: path.split('.'), value: value as never }]);

test('a plain value is replaced in its place, and nothing else is touched', () => {
  expect(set('spec.model.primary', 'acme/large')).toBe(TEXT.replace('acme/small', 'acme/large'));
});

test('a new field comes below its parent, above the comments of others', () => {
  expect(set('spec.config.messages.maxChars', 5)).toBe(
    TEXT.replace('    messages:\n', '    messages:\n      maxChars: 5\n'),
  );
  expect(set('spec.config.ui.seamColor', 'red')).toBe(
    TEXT.replace('  config:\n', '  config:\n    ui:\n      seamColor: red\n'),
  );
});

test('a field that was taken away goes with its line', () => {
  expect(set('spec.config.messages.ackReaction', undefined)).toContain('messages:');
  expect(set('spec.model.fallbacks', undefined)).toBe(
    TEXT.replace('    fallbacks: [acme/tiny]\n', ''),
  );
});

test('where text cannot be spliced, the document is written anew with its comments', () => {
  const edited = set('spec.config.logging.level', 'debug') ?? '';
  expect(edited).toContain('level: debug');
  const whole = set('spec.model.fallbacks', ['acme/one', 'acme/two']) ?? '';
  for (const comment of ['# the pod', '# cheap on purpose', '# until May', '# less talk']) {
    expect(whole).toContain(comment);
  }
  expect(whole.startsWith(OTHER)).toBe(true);
});

test.each(['no', 'yes', '007', 'a: b', '', '1e3', '# no comment', 'two\nlines'])(
  'text %j stays text',
  (value) => {
    expect(set('spec.model.primary', value)).toBeDefined();
    expect(set('spec.config.ui.seamColor', value)).toBeDefined();
  },
);

test('a pod that has no spec.config gets one, with the newlines of the file', () => {
  const text = TEXT.slice(0, TEXT.indexOf('\n  config:')).concat('\n').replaceAll('\n', '\r\n');
  const edited = set('spec.config.ui', { seamColor: 'red' }, text) ?? '';
  expect(edited).toContain('spec:\r\n  config:\r\n    ui:\r\n      seamColor: red\r\n');
  expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
});

test.each([
  ['another pod', TEXT.replace('acme/agent', 'acme/other')],
  ['what SOPS sealed', `${TEXT}sops: {version: 3.9.0}\n`],
  ['a broken file', `${TEXT}  : : [\n`],
  [
    'an anchor that others use',
    TEXT.replace('primary: acme/small', 'primary: &m acme/small').replace('acme/tiny', '*m'),
  ],
])('%s is left alone', (_what, text) => {
  expect(set('spec.model.primary', 'acme/large', text)).toBeUndefined();
});

test('what YAML 1.1 reads otherwise is in quotes also where the document is written anew', () => {
  const whole = set('spec.config.messages', { no: 'yes', list: ['on'] });
  expect(whole).toContain('    messages:\n      "no": "yes"\n      list:\n        - "on"\n');
});
