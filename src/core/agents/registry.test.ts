import { expect, test } from 'vitest';
import { adapterFor } from './registry.ts';

test.each(['openclaw', 'generic'])('an agent of type %s has its adapter', (type) => {
  expect(adapterFor(type).type).toBe(type);
});

test.each(['', 'nanobot', 'constructor'])(
  '"%s" is refused, and the known ones are named',
  (type) => {
    expect(() => adapterFor(type)).toThrow(
      expect.objectContaining({
        failure: 'InvalidInput',
        reason: 'UnknownAgent',
        hint: 'write one of: openclaw, generic',
      }),
    );
  },
);
