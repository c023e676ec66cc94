import { describe, expect, it } from 'vitest';
import { embeddedLayout, stateDirectory } from './layout.ts';

describe('the state directory', () => {
  it.each([
    [{ AGENTPOD_STATE_DIR: '/srv/pods', XDG_STATE_HOME: '/x' }, 0, '/srv/pods'],
    [{ XDG_STATE_HOME: '/x', HOME: '/root' }, 0, '/var/lib/agentpod'],
    [{ XDG_STATE_HOME: '/x', HOME: '/home/u' }, 1000, '/x/agentpod'],
    [{ HOME: '/home/u' }, 1000, '/home/u/.local/state/agentpod'],
    [{ AGENTPOD_STATE_DIR: '', HOME: '/home/u' }, 1000, '/home/u/.local/state/agentpod'],
  ])('from %o as user %i is %s', (env, uid, expected) => {
    expect(stateDirectory(env, uid)).toBe(expected);
  });
});

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
