import { describe, expect, it } from 'vitest';
import { diagnose, load, podText, TENANT } from '../../../test/diagnose.ts';

describe('a document that is no manifest of ours', () => {
  it.each([
    [
      'a scalar is refused',
      'hello',
      `a.yaml:1:1: error: "hello" is not a manifest (NotAManifest)
  hint: a manifest is a map with apiVersion, kind, metadata and spec`,
    ],
    [
      'an unknown kind is refused with the known ones',
      'apiVersion: agentpod.dev/v1alpha1\nkind: Pdo\n',
      `a.yaml:2:7: error: kind: "Pdo" is not a known kind (UnknownKind)
  hint: did you mean Pod? known kinds: Tenant, Pod`,
    ],
    [
      'an unknown version is refused with the known one',
      TENANT.replace('v1alpha1', 'v2'),
      `a.yaml:1:13: error: apiVersion: "agentpod.dev/v2" is not a known apiVersion (UnknownApiVersion)
  hint: write apiVersion: agentpod.dev/v1alpha1`,
    ],
    [
      'a missing kind is reported at the document',
      'apiVersion: agentpod.dev/v1alpha1\nmetadata: {}\n',
      `a.yaml:1:1: error: kind: "kind" is missing (MissingKey)
  hint: known kinds: Tenant, Pod`,
    ],
    [
      'status is refused as the server writes it',
      `${TENANT}status: {}\n`,
      `a.yaml:4:1: error: status: "status" is written by AgentPod, never by hand (StatusInManifest)
  hint: remove it`,
    ],
    [
      'YAML 1.1 is refused',
      `%YAML 1.1\n---\n${TENANT}`,
      `a.yaml:2:1: error: YAML 1.1 is not read, YAML 1.2 is (YamlVersion)
  hint: remove the %YAML line`,
    ],
  ])('%s', (_title, text, expected) => {
    expect(diagnose({ 'a.yaml': text })).toBe(expected);
  });
});

describe('a file', () => {
  it('may hold several documents, empty ones, comments and nothing', () => {
    const text = `# first\n---\n${TENANT}---\n# nothing here\n---\n${podText('  agent: openclaw')}---\n`;
    const { desired, diagnostics } = load({ 'a.yaml': text, 'empty.yaml': '', 'c.yaml': '# x\n' });
    expect(diagnostics).toEqual([]);
    expect(desired.pods.map(({ key }) => key)).toEqual(['acme/agent']);
    expect(desired.pods[0]?.position).toEqual({ file: 'a.yaml', line: 11, column: 19 });
  });

  it('may use a few aliases', () => {
    const { diagnostics, desired } = load({
      'a.yaml': `${TENANT}---\n${podText('  env: { A: &zone Berlin, B: *zone }')}`,
    });
    expect(diagnostics).toEqual([]);
    expect(desired.pods[0]?.spec.env).toEqual({ A: 'Berlin', B: 'Berlin' });
  });

  it('with a broken document is still read after it', () => {
    const text = `a: [1\n---\n${TENANT}spec: { oops: 1 }\n`;
    expect(diagnose({ 'a.yaml': text }).split('\n').length).toBe(4);
  });
});
