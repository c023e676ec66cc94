import { GATEWAY_TOKEN } from '../desired/secret-names.ts';
import type { AppliedPod } from '../model/observed.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';
import { compareText } from '../util/sort.ts';

interface Given {
  readonly key: PodKey;
  readonly applied: Pick<AppliedPod, 'secrets'> | undefined;
}

/** One value that pods of a tenant were given under one name. */
interface GivenSecret {
  readonly tenant: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly usedBy: readonly PodKey[];
}

/**
 * What pods were given when they were last applied, wherever it came from; by tenant and name. Gateway
 * tokens are none of these: they are told apart, with their versions.
 */
export function givenSecrets(pods: readonly Given[]): readonly GivenSecret[] {
  const uses = pods.flatMap(({ key, applied }) =>
    Object.entries(applied?.secrets ?? {})
      .filter(([name]) => name !== GATEWAY_TOKEN)
      .map(([name, fingerprint]) => ({ key, tenant: splitPodKey(key).tenant, name, fingerprint })),
  );
  const groups = Map.groupBy(uses, ({ tenant, name, fingerprint }) =>
    [tenant, name, fingerprint].join('/'),
  );
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, [first, ...others]]) => {
      if (first === undefined) return [];
      const { key, ...rest } = first;
      return [{ ...rest, usedBy: [key, ...others.map((other) => other.key)].sort() }];
    });
}
