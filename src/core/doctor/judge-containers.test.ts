import { describe, expect, test } from 'vitest';
import { containers, findings, GIB, wrong } from '../../../test/doctor-findings.ts';

describe('containers', () => {
  const open = [
    { hostIp: '0.0.0.0', hostPort: 8080 },
    { hostIp: '::', hostPort: 8080 },
  ];

  test.each([
    [{ publish: open }, 'error ports: agentpod_acme_agent_g1 is open to the world on port 8080'],
    [{ publish: [{ hostIp: '192.0.2.1', hostPort: 1 }] }, 'error ports'],
    [{ ours: false, name: 'db', publish: open }, 'warning ports: db is open to the world'],
  ])('with %o are told', (change, words) => {
    expect(wrong(containers(change))).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    [{ entry: true, publish: open }],
    [{ publish: [{ hostIp: '::1', hostPort: 1 }] }],
    [{ ours: false, publish: [{ hostIp: '192.168.0.1', hostPort: 1 }] }],
    [{ helper: true, publish: [], ageSeconds: 60 }],
  ])('with %o are fine', (change) => {
    expect(wrong(containers(change))).toEqual([]);
  });

  test('that a killed run left behind are told', () => {
    const left = { name: 'agentpod_fill_x', helper: true, publish: [], ageSeconds: 3600 };
    expect(wrong(containers(left))).toEqual([expect.stringContaining('helpers: a run that')]);
  });

  test('may be promised more memory than there is, which is a warning', () => {
    expect(wrong(containers({ memoryLimitBytes: 9 * GIB }))).toEqual([
      expect.stringContaining('warning memory: running containers may take 9Gi of 8Gi'),
    ]);
    expect(wrong(containers({ state: 'exited', memoryLimitBytes: undefined }))).toEqual([]);
  });

  test('of ours without a limit are an error, of others they are counted', () => {
    expect(wrong(containers({ memoryLimitBytes: 0 }))[0]).toContain('error memory');
    const others = findings(containers({ ours: false, memoryLimitBytes: 0 }));
    expect(others.join()).toContain('1 more have no limit');
  });
});
