import { describe, expect, test } from 'vitest';
import { gatewayEnv, OWNED_ENV } from './env.ts';

describe('gatewayEnv', () => {
  test('the user adds variables and changes defaults', () => {
    expect(
      gatewayEnv({ TZ: 'Europe/Vienna', NPM_CONFIG_CACHE: '/tmp/npm' }, { mayWrite: false }),
    ).toMatchObject({
      TZ: 'Europe/Vienna',
      NPM_CONFIG_CACHE: '/tmp/npm',
    });
  });

  test.each(Object.keys(OWNED_ENV))('%s cannot be changed', (name) => {
    for (const mayWrite of [false, true]) {
      expect(gatewayEnv({ [name]: 'mine' }, { mayWrite })).toEqual(gatewayEnv({}, { mayWrite }));
    }
  });

  test('an agent that may change a part of its config is not told that it cannot', () => {
    expect(gatewayEnv({}, { mayWrite: true })).not.toHaveProperty('OPENCLAW_CONFIG_READONLY');
  });

  test('the config is outside the state and read-only', () => {
    expect(gatewayEnv({}, { mayWrite: false })).toMatchObject({
      OPENCLAW_STATE_DIR: '/home/node/.openclaw',
      OPENCLAW_CONFIG_PATH: '/etc/openclaw/openclaw.json',
      OPENCLAW_CONFIG_READONLY: '1',
    });
  });
});
