import { useLive } from '../model/live.ts';
import { bytes } from '../model/quantities.ts';
import { sumUsage } from '../model/usage-sum.ts';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Answered } from './answered.tsx';
import { Fact, Facts } from './facts.tsx';

/** It is measured every few seconds at most. */
const PAUSE_MS = 10_000;

/** What all pods of a tenant use together. */
export function UsageSum({ tenant }: { readonly tenant: string }) {
  const words = useWords();
  const path = `/api/v1/usage?tenant=${encodeURIComponent(tenant)}`;
  return (
    <Answered live={useLive<Answer<'PodUsageList'>>(path, PAUSE_MS)} isPart>
      {({ items }) => {
        const { measured, memoryBytes, cpuCores, volumeBytes } = sumUsage(items);
        if (measured === 0) return <p className="hint">{words.notMeasured}</p>;
        return (
          <>
            <Facts>
              <Fact name={words.memoryUse}>{bytes(memoryBytes)}</Fact>
              <Fact name={words.cpuUse}>{cpuCores.toFixed(2)}</Fact>
              <Fact name={words.volumeUse}>{bytes(volumeBytes)}</Fact>
            </Facts>
            <p className="hint">{words.measuredPods(measured, items.length)}</p>
          </>
        );
      }}
    </Answered>
  );
}
