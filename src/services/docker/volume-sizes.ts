import { podKeyFromLabels } from '../../core/desired/names.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { Engine } from './engine.ts';
import type { RawVolume } from './engine-types.ts';
import { isOurs } from './from-engine.ts';

interface RawUsage {
  readonly Volumes?:
    | readonly (RawVolume & {
        /** -1 where the volume's driver cannot tell. */
        readonly UsageData?: { readonly Size?: number } | null;
      })[]
    | null;
}

export async function volumeSizes(
  engine: Engine,
  instance: string,
  seconds: number,
): Promise<ReadonlyMap<PodKey, number>> {
  const { Volumes } = await engine.json<RawUsage>({
    method: 'GET',
    path: '/system/df',
    // Engines before 23.0 do not know this, and count images as well.
    query: { type: 'volume' },
    seconds,
    doing: 'asking how much volumes hold',
  });
  const sizes = new Map<PodKey, number>();
  for (const { Labels, UsageData } of Volumes ?? []) {
    const pod = isOurs(Labels, instance) ? podKeyFromLabels(Labels ?? {}) : undefined;
    const size = UsageData?.Size ?? -1;
    if (pod !== undefined && size >= 0) sizes.set(pod, (sizes.get(pod) ?? 0) + size);
  }
  return sizes;
}
