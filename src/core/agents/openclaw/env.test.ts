import { describe, expect, test } from 'vitest';
import { gatewayEnv, OWNED_ENV } from './env.ts';

describe('gatewayEnv', () => {
  test('the user adds variables and changes defaults', () => {
    expect(gatewayEnv({ TZ: 'Europe/Vienna', NPM_CONFIG_CACHE: '/tmp/npm' })).toMatchObject({
      TZ: 'Europe/Vienna',
      NPM_CONFIG_CACHE: '/tmp/npm',
    });
  });

  test.each(Object.keys(OWNED_ENV))('%s cannot be changed', (name) => {
    expect(gatewayEnv({ [name]: 'mine' })).toEqual(gatewayEnv({}));
  });

  test('the config is outside the state and read-only', () => {
    expect(gatewayEnv({})).toMatchObject({
      OPENCLAW_STATE_DIR: '/home/node/.openclaw',
      OPENCLAW_CONFIG_PATH: '/etc/openclaw/openclaw.json',
      OPENCLAW_CONFIG_READONLY: '1',
    });
  });
});
