import { describe, expect, it } from 'vitest';
import { diagnose, podText, TENANT } from '../../../test/diagnose.ts';

describe('pods that share a host', () => {
  it.each([
    ['globex/b', '[/a]', '[/b]', 'give one of them another host'],
    ['acme/b', '[/a]', '[/b, /a/c]', 'both have /a/c or what lies below it'],
    ['acme/b', '[/a]', '[/a]', 'both have /a or what lies below it'],
    ['acme/b', '[/a]', '[/ab, /b]', undefined],
  ])('%s by the paths %s and %s', (key, first, second, problem) => {
    const at = (paths: string) =>
      `  hosts: [x.example.com]\n  route: { pathPrefixes: ${paths} }\n  agent: generic\n  image: a/b:1\n  generic: { port: 80, healthPath: / }`;
    const found = diagnose({
      't.yaml': `${TENANT}---\n${TENANT.replace('acme', 'globex')}`,
      'a.yaml': podText(at(first), 'acme/a'),
      'b.yaml': podText(at(second), key as 'acme/b'),
    });
    if (problem === undefined) expect(found).toBe('');
    else expect(found).toContain(problem);
  });
});
