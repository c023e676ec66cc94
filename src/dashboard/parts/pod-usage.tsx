import '../styles/pod.css';
import { lazy, Suspense } from 'react';
import { useLive } from '../model/live.ts';
import { bytes } from '../model/quantities.ts';
import { type Hour, hoursOf, mostOf, type Quantity, type Usage } from '../model/usage-day.ts';
import { useWords } from '../words/words.ts';
import { Answered } from './answered.tsx';
import { DataTable } from './data-table.tsx';
import { Loading } from './loading.tsx';

/** It comes with a library for curves, which no other page needs. */
const UsageChart = lazy(async () => ({ default: (await import('./usage-chart.tsx')).UsageChart }));

/** A minute is the shortest that is told. */
const PAUSE_MS = 60_000;

interface PodUsageProps {
  /** The pod's, in the API. */
  readonly path: string;
  /** Undefined: nothing limits it. */
  readonly cpus: number | undefined;
}

/** What it uses and used during the last day: as curves, in words, and as a table. */
export function PodUsage({ path, cpus }: PodUsageProps) {
  const words = useWords();
  const live = useLive<Usage>(`${path}/usage`, PAUSE_MS, { onEvents: false });
  return (
    <Answered live={live} isPart>
      {(usage) =>
        usage.minutes.length === 0 ? (
          <p className="hint">{words.notMeasured}</p>
        ) : (
          <Day usage={usage} cpus={cpus} />
        )
      }
    </Answered>
  );
}

function Day({ usage, cpus }: { readonly usage: Usage; readonly cpus: number | undefined }) {
  const words = useWords();
  const { memoryLimitBytes } = usage;
  const columns = [
    { name: words.hour, cell: ({ at }: Hour) => timeOf(at, words.language) },
    { name: words.memoryUse, cell: ({ memoryBytes }: Hour) => bytes(memoryBytes) },
    { name: words.cpuUse, cell: ({ cpuCores }: Hour) => cores(cpuCores) },
  ];
  return (
    <>
      <div className="charts">
        <Curve
          usage={usage}
          quantity="memoryBytes"
          limit={memoryLimitBytes || undefined}
          write={(value) => bytes(value) ?? ''}
        />
        <Curve usage={usage} quantity="cpuCores" limit={cpus} write={cores} />
      </div>
      <details className="as-table">
        <summary>{words.asTable}</summary>
        <DataTable items={hoursOf(usage.minutes)} keyOf={({ at }) => at} columns={columns} />
      </details>
    </>
  );
}

interface CurveProps {
  readonly usage: Usage;
  readonly quantity: Quantity;
  readonly limit: number | undefined;
  readonly write: (value: number) => string;
}

function Curve({ usage, quantity, limit, write }: CurveProps) {
  const words = useWords();
  const { minutes } = usage;
  const name = quantity === 'memoryBytes' ? words.memoryUse : words.cpuUse;
  const now = usage[quantity] ?? minutes.at(-1)?.[quantity] ?? 0;
  const said = words.usedNow(
    write(now),
    write(Math.max(now, mostOf(minutes, quantity))),
    limit === undefined ? words.unlimited : write(limit),
  );
  return (
    <figure className="chart">
      <figcaption>
        <b>{name}</b> <span className="hint">{said}</span>
      </figcaption>
      <Suspense fallback={<Loading />}>
        <UsageChart
          minutes={minutes}
          quantity={quantity}
          limit={limit}
          label={`${name}: ${said}`}
          write={write}
        />
      </Suspense>
    </figure>
  );
}

function cores(value: number): string {
  return value.toFixed(2);
}

function timeOf(time: string, language: string): string {
  return new Date(time).toLocaleString(language, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}
