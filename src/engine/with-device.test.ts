import { beforeEach, expect, test } from 'vitest';
import { aPod, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { Secret } from '../core/model/secret.ts';
import { withDevice } from './with-device.ts';

const PLACE = { pod: 'acme/agent', container: 'agentpod_acme_agent_g1' } as const;
const refusal = (code: string) => new GatewayError({ reason: 'GatewayRefused', code }, code);

let world: World;

beforeEach(async () => {
  world = new World();
  await world.apply({ tenants: [aTenant()], pods: [aPod()], warnings: [] });
});

test('pairs with a pod that does not know us, once, and remembers it', async () => {
  const talk = async (credential: Secret) => credential.reveal();
  expect(await withDevice(world.workspace, PLACE, talk)).toBe('a device');
  expect(await withDevice(world.workspace, PLACE, talk)).toBe('a device');
  expect(world.gateway.paired).toEqual([PLACE.container]);
});

test('pairs anew where the pod has forgotten us', async () => {
  await withDevice(world.workspace, PLACE, async () => undefined);
  let talks = 0;
  const talk = async () => {
    talks += 1;
    if (talks === 1) throw refusal('AUTH_DEVICE_TOKEN_MISMATCH');
    return 'heard';
  };
  expect(await withDevice(world.workspace, PLACE, talk)).toBe('heard');
  expect(world.gateway.paired).toHaveLength(2);
});

test('does not pair where that would not help', async () => {
  await withDevice(world.workspace, PLACE, async () => undefined);
  const talk = () => Promise.reject(refusal('PROTOCOL_MISMATCH'));
  await expect(withDevice(world.workspace, PLACE, talk)).rejects.toThrow('PROTOCOL_MISMATCH');
  expect(world.gateway.paired).toHaveLength(1);
});
