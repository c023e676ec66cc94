import { Secret } from '../../src/core/model/secret.ts';
import { aPod, aSecret } from '../builders.ts';
import { base, type Case, describePlans, fleetOf, PRUNE, pod } from './plan-case.ts';

/** What changed and stored secrets do to a plan. */
const container = 'agentpod_acme_agent_g1';

const CASES: readonly Case[] = [
  {
    title: 'another key shows only that it changed',
    before: fleetOf(pod),
    desired: fleetOf(
      aPod({ ...base, secrets: [aSecret('provider-openai', { fingerprint: 'OTHER' })] }),
    ),
  },
  {
    title: 'another key of a channel is a new generation',
    before: fleetOf(
      aPod({
        ...base,
        secrets: [aSecret('channel-discord-token', { fingerprint: 'CHANNEL_DISCORD_TOKEN' })],
      }),
    ),
    desired: fleetOf(
      aPod({ ...base, secrets: [aSecret('channel-discord-token', { fingerprint: 'OTHER' })] }),
    ),
  },
  {
    title: 'a rotated token is written first, and the config tells the gateway',
    before: fleetOf(pod),
    disturb: async (world) => void (await world.store.vault.rotateToken('acme/agent')),
    desired: fleetOf(pod),
  },
  {
    title: 'another key of a pod that is down waits for its start',
    before: fleetOf(pod),
    disturb: (world) => world.runtime.crash(container, 0),
    desired: fleetOf(
      aPod({ ...base, secrets: [aSecret('provider-openai', { fingerprint: 'OTHER' })] }),
    ),
  },
  {
    title: 'the same key from the store is only remembered',
    before: fleetOf(pod),
    desired: fleetOf(
      aPod({
        ...base,
        secrets: [
          aSecret('provider-openai', {
            fingerprint: 'PROVIDER_OPENAI',
            source: { kind: 'stored', tenant: 'acme', name: 'openai' },
          }),
        ],
      }),
    ),
  },
  {
    title: 'a tenant that is on record only for its secrets is made as a new one',
    before: { tenants: [], pods: [], warnings: [] },
    disturb: (world) =>
      world.store.recordTenant({ name: 'acme', uid: 'tenant-1', subnet: '10.213.0.0/25' }),
    desired: fleetOf(pod),
  },
  {
    title: 'a pruned tenant with stored secrets keeps its record and says so',
    before: fleetOf(pod, aPod({ key: 'globex/agent' })),
    disturb: async (world) =>
      void (await world.store.vault.store('globex', 'key', new Secret('value'))),
    desired: fleetOf(pod),
    options: PRUNE,
  },
];

describePlans('golden plans of secrets', CASES);
