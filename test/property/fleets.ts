import type { DesiredPod, DesiredState } from '../../src/core/model/desired.ts';
import { podKey } from '../../src/core/model/resource.ts';
import { aPod, aTenant } from '../builders.ts';
import { IMAGES } from '../fakes/world.ts';
import { fc } from './fast-check.ts';

/** Random fleets: few names, so that two fleets of one run have pods in common. */
const TENANTS = ['a', 'a-b', 'acme'] as const;
const PODS = ['b-c', 'c', 'agent'] as const;
const [IMAGE, NEXT_IMAGE, STUB] = Object.keys(IMAGES) as [string, string, string];

const secret = fc.constantFrom('key-1', 'key-2').map((value) => ({
  name: 'provider-openai',
  source: { kind: 'env', name: value } as const,
  fingerprint: value,
}));

const traits = fc.record({
  generic: fc.boolean(),
  next: fc.boolean(),
  suspended: fc.boolean(),
  retain: fc.boolean(),
  hosts: fc.subarray(['a.example.com', 'b.example.com']),
  env: fc.constantFrom({}, { MODE: 'x' }),
  model: fc.constantFrom('openai/gpt-5', 'openai/gpt-5-mini'),
  config: fc.constantFrom({}, { logging: { level: 'debug' } }, { gateway: { http: { x: 1 } } }),
  secrets: fc.option(secret, { nil: undefined }),
});

type Traits = typeof traits extends fc.Arbitrary<infer T> ? T : never;

function podOf(tenant: string, name: string, t: Traits): DesiredPod {
  const shared = { key: podKey(tenant, name), suspended: t.suspended, hosts: t.hosts };
  const deletionPolicy = t.retain ? ('retain' as const) : ('delete' as const);
  const secrets = t.secrets ? [t.secrets] : [];
  if (t.generic) {
    const generic = {
      port: 18789,
      healthPath: '/startupz',
      ...(t.retain ? { stateDir: '/data' } : {}),
    };
    return aPod({
      ...shared,
      agent: 'generic',
      secrets,
      spec: { image: STUB, env: t.env, deletionPolicy, generic },
    });
  }
  const image = t.next ? NEXT_IMAGE : IMAGE;
  const spec = { image, env: t.env, deletionPolicy, model: { primary: t.model }, config: t.config };
  return aPod({
    ...shared,
    secrets,
    spec: t.secrets ? { ...spec, providers: { openai: {} } } : spec,
  });
}

export const fleet: fc.Arbitrary<DesiredState> = fc
  .array(fc.tuple(fc.constantFrom(...TENANTS), fc.constantFrom(...PODS), traits), { maxLength: 6 })
  .map((items) => {
    const pods = new Map(
      items.map(([tenant, name, t]) => [podKey(tenant, name), podOf(tenant, name, t)]),
    );
    const tenants = [...new Set(items.map(([tenant]) => tenant))]
      .sort()
      .map((name) => aTenant({ name }));
    return {
      tenants,
      pods: [...pods.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
      warnings: [],
    };
  });
