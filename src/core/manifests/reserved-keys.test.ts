import { describe, expect, it } from 'vitest';
import { diagnose, TENANT } from '../../../test/diagnose.ts';

describe('a manifest with keys of our own prefix', () => {
  it.each([
    ['labels', 'labels: { agentpod.dev/wave: "1" }', 'agentpod.dev/wave', 13],
    ['annotations', 'annotations: { agentpod.dev/prune: x }', 'agentpod.dev/prune', 18],
  ])('is refused for planned keys among its %s', (field, metadata, key, column) => {
    const tenant = TENANT.replace('{ name: acme }', `\n  name: acme\n  ${metadata}`);
    expect(diagnose({ 'a.yaml': tenant })).toBe(
      `a.yaml:5:${column}: error: metadata.${field}["${key}"]: "${key}" is not supported by this version (UnsupportedKey)
  hint: remove it`,
    );
  });

  it.each([
    ['pruen', 'did you mean agentpod.dev/prune? It is not supported by this version either'],
    ['something-else', 'use a prefix of your own'],
  ])('is refused for the reserved key %s', (name, hint) => {
    const metadata = `{ name: acme, annotations: { agentpod.dev/${name}: x } }`;
    expect(diagnose({ 'a.yaml': TENANT.replace('{ name: acme }', metadata) })).toBe(
      `a.yaml:3:40: error: metadata.annotations["agentpod.dev/${name}"]: "agentpod.dev/${name}" is not a known key, and agentpod.dev/ is reserved (UnknownKey)
  hint: ${hint}`,
    );
  });

  it('may be left alone and looked at by annotation, and by nothing else', () => {
    const withText = (field: string, text: string) =>
      diagnose({ 'a.yaml': TENANT.replace('{ name: acme }', `{ name: acme, ${field}: ${text} }`) });
    const good = '{ agentpod.dev/reconcile: disabled, agentpod.dev/requestedAt: "2026-11-25" }';
    expect(withText('annotations', good)).toBe('');
    expect(withText('annotations', '{ agentpod.dev/reconcile: off }')).toContain('disabled');
    expect(withText('annotations', '{ agentpod.dev/reconcil: disabled }')).toContain(
      'did you mean agentpod.dev/reconcile?',
    );
    expect(withText('labels', good)).toContain('is an annotation (MisplacedKey)');
  });

  it('may have labels and annotations with any other prefix', () => {
    const labels = '{ example.com/prune: a, xagentpod.dev/prune: b, app.agentpod.dev/prune: c }';
    const metadata = `{ name: acme, labels: ${labels}, annotations: ${labels} }`;
    expect(diagnose({ 'a.yaml': TENANT.replace('{ name: acme }', metadata) })).toBe('');
  });
});
