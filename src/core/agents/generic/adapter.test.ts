import { describe, expect, test } from 'vitest';
import { anAllocation, aPod, aSecret } from '../../../../test/builders.ts';
import type { ResolvedPodSpec } from '../../model/desired.ts';
import { genericAdapter } from './adapter.ts';

function build(generic: ResolvedPodSpec['generic'], secrets = [aSecret('secret-api')]) {
  const spec = { image: 'busybox:1.37.0', env: { A: 'b' }, ...(generic ? { generic } : {}) };
  return genericAdapter.build(aPod({ agent: 'generic', spec, secrets }), anAllocation());
}

describe('a generic agent', () => {
  test('it is published on the loopback only and probed at its own path', () => {
    const { spec, probe } = build({ port: 8080, healthPath: '/up' });
    expect(spec.publish).toEqual([{ hostIp: '127.0.0.1', hostPort: 20000, containerPort: 8080 }]);
    expect(probe).toMatchObject({ port: 8080, readyPath: '/up' });
    expect(probe).not.toHaveProperty('readyField');
  });

  test('it runs as hardened as an OpenClaw one', () => {
    expect(build({ port: 1 }).spec).toMatchObject({
      user: '1000:1000',
      readOnlyRootfs: true,
      tmpfs: { '/tmp': expect.stringContaining('mode=1777') },
    });
  });

  test('its command and environment are the manifest’s', () => {
    expect(build({ port: 1, command: ['a', 'b'] }).spec).toMatchObject({
      command: ['a', 'b'],
      env: { A: 'b' },
    });
    expect(build({ port: 1 }).spec.command).toEqual([]);
  });

  test('it has only the volumes that it needs', () => {
    const roles = (...args: Parameters<typeof build>) =>
      build(...args).spec.mounts.map((m) => m.role);
    expect(roles({ port: 1 }, [])).toEqual([]);
    expect(roles({ port: 1 })).toEqual(['secrets']);
    expect(roles({ port: 1, stateDir: '/data' })).toEqual(['state', 'secrets']);
    expect(build({ port: 1, stateDir: '/data' }).spec.mounts[0]).toEqual({
      role: 'state',
      target: '/data',
      readOnly: false,
    });
  });

  test('without spec.generic there is nothing to run', () => {
    expect(() => build(undefined)).toThrow('pod acme/agent: spec.generic is missing');
  });

  test('every change asks for a restart, and nothing is owned', () => {
    expect(genericAdapter.impactOf('any', 'path')).toBe('restart');
    expect(genericAdapter).toMatchObject({ ownedConfigKeys: {}, ownedEnv: {} });
    expect(genericAdapter.validation).toBeUndefined();
  });
});
