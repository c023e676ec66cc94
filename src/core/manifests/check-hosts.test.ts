import { describe, expect, it } from 'vitest';
import { diagnose, podText, TENANT } from '../../../test/diagnose.ts';

describe('pods that want the same host', () => {
  const two = (a: string, b: string) => ({
    'a.yaml': `${TENANT}---\n${podText(a, 'acme/a')}`,
    'b.yaml': `${TENANT.replace('acme', 'globex')}---\n${podText(b, 'globex/b')}`,
  });

  const shared = (a: string, b: string) => {
    const spec = (prefix: string) =>
      `  hosts: [x.example.com]\n  route: { pathPrefixes: [${prefix}] }`;
    return diagnose({
      'a.yaml': `${TENANT}---\n${podText(spec(a), 'acme/a')}`,
      'b.yaml': podText(spec(b), 'acme/b'),
    });
  };

  it('one host for two pods of a tenant is fine when each has paths of its own', () => {
    expect(shared('/desk', '/shop')).toBe('');
    expect(shared('/desk', '/desktop')).toBe('');
    expect(shared('/desk', '/desk')).toContain('(HostTaken)');
    expect(shared('/desk/deep', '/desk')).toContain('or each paths of its own');
  });

  it('paths do not make two tenants share a host', () => {
    const spec = (prefix: string) =>
      `  hosts: [x.example.com]\n  route: { pathPrefixes: [${prefix}] }`;
    expect(diagnose(two(spec('/a'), spec('/b')))).toContain('(HostTaken)');
  });

  it('several paths are for generic agents alone', () => {
    const route = '  route: { pathPrefixes: [/a, /b] }';
    const generic = `${route}\n  agent: generic\n  image: a/b:1\n  generic: { port: 80 }`;
    expect(diagnose({ 't.yaml': TENANT, 'p.yaml': podText(generic) })).toBe('');
    expect(diagnose({ 't.yaml': TENANT, 'p.yaml': podText(route) })).toContain('(OnePathOnly)');
  });
});
