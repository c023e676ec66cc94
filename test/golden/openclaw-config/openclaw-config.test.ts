import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapterFor } from '../../../src/core/agents/registry.ts';
import { buildTarget } from '../../../src/core/desired/build-target.ts';
import { anAllocation } from '../../builders.ts';
import { EXAMPLES, examplePods } from '../../examples.ts';

/**
 * Each example's rendered openclaw.json against the one checked in beside this file.
 * UPDATE_GOLDEN=1 rewrites them; read the difference before committing it.
 */
const GOLDEN = import.meta.dirname;

const rendered = new Map<string, string>();
for (const example of EXAMPLES) {
  for (const pod of await examplePods(example)) {
    const { files } = buildTarget(pod, anAllocation(), adapterFor(pod.agent));
    for (const { path, content } of files) {
      const name = `${example}.${pod.tenant}.${pod.name}.${path}.golden`;
      rendered.set(name, `${JSON.stringify(content, undefined, 2)}\n`);
    }
  }
}

if (process.env['UPDATE_GOLDEN'] === '1') {
  for (const name of checkedIn()) rmSync(join(GOLDEN, name));
  for (const [name, text] of rendered) writeFileSync(join(GOLDEN, name), text);
}

describe('the examples', () => {
  test('they have exactly the files that are checked in', () => {
    expect([...rendered.keys()].sort()).toEqual(checkedIn());
  });

  test.each([...rendered])('%s is what is checked in', (name, text) => {
    expect(text).toBe(readFileSync(join(GOLDEN, name), 'utf8'));
  });
});

function checkedIn(): string[] {
  return readdirSync(GOLDEN)
    .filter((name) => name.endsWith('.golden'))
    .sort();
}
