import { describe, expect, it } from 'vitest';
import { embeddedLayout } from './layout.ts';

describe('the socket', () => {
  it('lies in the state directory when its path fits', () => {
    expect(embeddedLayout('/var/lib/agentpod').socketDir).toBe('/var/lib/agentpod/run');
  });

  it('lies in a short folder of its own for each long state directory', () => {
    const [one, two] = ['a', 'b'].map(
      (letter) => embeddedLayout(`/${letter.repeat(100)}`).socketDir,
    );
    expect(one).toMatch(/^\/tmp\/agentpod-[0-9a-f]{16}$/);
    expect(one).not.toBe(two);
  });
});
