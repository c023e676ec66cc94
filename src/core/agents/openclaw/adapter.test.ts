import { describe, expect, test } from 'vitest';
import { anAllocation, aPod, aSecret } from '../../../../test/builders.ts';
import { openclawAdapter } from './adapter.ts';

const pod = aPod({ secrets: [aSecret('channel-telegram-bot-token'), aSecret('provider-openai')] });
const built = openclawAdapter.build(pod, anAllocation());

describe('an OpenClaw pod', () => {
  test('it is published on the loopback only', () => {
    expect(built.spec.publish).toEqual([
      { hostIp: '127.0.0.1', hostPort: 20000, containerPort: 18789 },
    ]);
  });

  test('it can write to its state, to /tmp and to its cache, and nowhere else', () => {
    expect(built.spec.readOnlyRootfs).toBe(true);
    expect(built.spec.mounts).toEqual([
      { role: 'state', target: '/home/node/.openclaw', readOnly: false },
      { role: 'config', target: '/etc/openclaw', readOnly: true },
      { role: 'secrets', target: '/run/agentpod/secrets', readOnly: true },
    ]);
    expect(built.spec.tmpfs).toEqual({
      '/tmp': 'rw,exec,nosuid,nodev,mode=1777',
      '/home/node/.cache': 'rw,exec,nosuid,nodev,uid=1000,gid=1000,mode=0700',
    });
  });

  test('it never runs as root', () => {
    expect(built.spec.user).toBe('1000:1000');
  });

  test('its gateway token is one of its secrets, known by fingerprint alone', () => {
    expect(built.secrets.map(({ name }) => name)).toEqual([
      'channel-telegram-bot-token',
      'gateway-token',
      'provider-openai',
    ]);
    expect(built.secrets[1]).toEqual({
      name: 'gateway-token',
      source: { kind: 'generated', name: 'gateway-token' },
      fingerprint: 'f00dfeedf00dfeed',
    });
  });

  test('no secret reaches its environment or its labels', () => {
    expect(JSON.stringify([built.spec.env, built.spec.labels])).not.toMatch(/token|fingerprint/i);
  });

  test('it is ready when /startupz says ok, whatever its channels do', () => {
    expect(built.probe).toMatchObject({ port: 18789, readyPath: '/startupz', readyField: 'ok' });
  });

  test('a stop leaves time for the turns that run', () => {
    expect(built.spec.stopGraceSeconds).toBeGreaterThanOrEqual(325);
  });
});
