import { describe, expect, test } from 'vitest';
import { anAllocation, aPod } from '../../../test/builders.ts';
import { genericAdapter } from '../agents/generic/adapter.ts';
import { openclawAdapter } from '../agents/openclaw/adapter.ts';
import { buildTarget } from './build-target.ts';

describe('buildTarget', () => {
  test('it carries what the adapter built, and the route', () => {
    const pod = aPod({ hosts: ['agent.example.com'] });
    const target = buildTarget(pod, anAllocation(), openclawAdapter);
    const built = openclawAdapter.build(pod, anAllocation());
    expect(target).toMatchObject({ pod, files: built.files, secrets: built.secrets });
    expect(target.spec.labels).toMatchObject({ 'traefik.enable': 'true' });
    expect(target.spec.command).toEqual(built.spec.command);
  });

  test('an unchanged pod under the same leases is not built again', () => {
    const pod = aPod();
    const first = buildTarget(pod, anAllocation(), openclawAdapter);
    expect(buildTarget(pod, anAllocation(), openclawAdapter)).toBe(first);
  });

  test.each([
    ['uid', { uid: 'other' }],
    ['port', { port: 20_001 }],
    ['network', { network: 'agentpod_other' }],
    ['proxyAddress', { proxyAddress: '10.201.0.3' }],
    ['tokenFingerprint', { tokenFingerprint: 'v2' }],
  ])('another %s builds it again', (_, lease) => {
    const pod = aPod();
    const first = buildTarget(pod, anAllocation(), openclawAdapter);
    expect(buildTarget(pod, anAllocation(lease), openclawAdapter)).not.toBe(first);
  });

  test('another adapter builds it again', () => {
    const pod = aPod({ spec: { generic: { port: 80 } } });
    const first = buildTarget(pod, anAllocation(), openclawAdapter);
    expect(buildTarget(pod, anAllocation(), genericAdapter)).not.toBe(first);
  });

  test('a new token changes the content and leaves the container alone', () => {
    const before = buildTarget(aPod(), anAllocation(), openclawAdapter);
    const after = buildTarget(aPod(), anAllocation({ tokenFingerprint: 'v2' }), openclawAdapter);
    expect(after.contentHash).not.toBe(before.contentHash);
    expect(after.specHash).toBe(before.specHash);
  });

  test('equal pods give equal hashes', () => {
    const [one, other] = [aPod(), aPod()].map((pod) =>
      buildTarget(pod, anAllocation(), openclawAdapter),
    );
    expect(other).toEqual(one);
    expect(other).not.toBe(one);
  });
});
