import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aTenant } from '../fleet/manifests.ts';

const missing = await whyNoEngine();
const TENANTS = 200;
/** Docker's own pools end at 31 networks; a slot's pool would end at 32. */
const POOL = '10.214.0.0/16';
const LIMIT_MS = 240_000;

describe.skipIf(missing)(`${TENANTS} tenants ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.env['AGENTPOD_SUBNET_POOL'] = POOL;
  });
  afterAll(() => fleet.remove(), LIMIT_MS);

  it(
    'get a network each, and a second pass has nothing to do',
    async () => {
      const names = Array.from({ length: TENANTS }, (_, index) => `t${index}`);
      await fleet.write('tenants.yaml', ...names.map((name) => aTenant(name)));
      const start = performance.now();
      expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
      const seconds = Math.round((performance.now() - start) / 1000);
      process.stderr.write(`${TENANTS} networks in ${seconds} s\n`);
      expect((await fleet.engine.inventory()).networks).toHaveLength(TENANTS);
      expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    },
    LIMIT_MS,
  );
});
