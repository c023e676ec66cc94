import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ageIdentities, usualFile } from './age-identities.ts';

const [ONE, TWO, THREE] = ['1QQQQ', 'PQ-1RRRR', '1SSSS'].map((rest) => `AGE-SECRET-KEY-${rest}`);

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'agentpod-age-'));
  mkdirSync(join(home, '.config/sops/age'), { recursive: true });
  writeFileSync(join(home, '.config/sops/age/keys.txt'), `# public key: age1x\n${ONE}\n\n${TWO}\n`);
  writeFileSync(join(home, 'other'), `${THREE}\nAGE-SECRET-KEY-1broken\n`);
  writeFileSync(join(home, 'locked'), '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n');
});

afterAll(() => {
  rmSync(home, { recursive: true });
});

async function found(env: Readonly<Record<string, string>>) {
  const { keys, ...rest } = await ageIdentities({ HOME: home, ...env }, 'linux');
  return { ...rest, keys: keys.map((key) => key.reveal()) };
}

describe('age keys', () => {
  it('are read from all the places where sops looks', async () => {
    const { keys, places } = await found({
      SOPS_AGE_KEY: `${THREE} ${ONE}`,
      SOPS_AGE_KEY_FILE: join(home, 'other'),
    });
    expect(keys).toEqual([THREE, ONE, THREE, ONE, TWO]);
    expect(places).toEqual([
      'SOPS_AGE_KEY',
      `SOPS_AGE_KEY_FILE (${join(home, 'other')})`,
      join(home, '.config/sops/age/keys.txt'),
    ]);
  });

  it('that cannot be used are told without being repeated', async () => {
    const { problems } = await found({ SOPS_AGE_KEY_FILE: join(home, 'other') });
    expect(problems).toEqual([
      `line 2 of SOPS_AGE_KEY_FILE (${join(home, 'other')}) is not an age key that is known here`,
    ]);
  });

  it.each([
    ['none', 'cannot be read: it does not exist'],
    ['locked', 'is protected by a passphrase, which cannot be asked for here'],
  ])('in a file that is %s: %s', async (name, words) => {
    const { problems } = await found({ SOPS_AGE_KEY_FILE: join(home, name) });
    expect(problems.join()).toContain(words);
  });

  it('need no file at all', async () => {
    expect(await ageIdentities({}, 'linux')).toEqual({ keys: [], places: [], problems: [] });
  });

  it.each([
    [{ HOME: '/h' }, 'linux', '/h/.config/sops/age/keys.txt'],
    [{ HOME: '/h', XDG_CONFIG_HOME: '/c' }, 'linux', '/c/sops/age/keys.txt'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Application Support/sops/age/keys.txt'],
    [{}, 'linux', undefined],
  ])('with %j on %s usually lie in %s', (env, platform, path) => {
    expect(usualFile(env, platform)).toBe(path);
  });
});
