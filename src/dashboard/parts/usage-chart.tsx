import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { curveOf, type Quantity, type Usage } from '../model/usage-day.ts';

export interface UsageChartProps {
  readonly minutes: Usage['minutes'];
  readonly quantity: Quantity;
  /** Undefined: nothing limits it. */
  readonly limit: number | undefined;
  /** All of it in words. */
  readonly label: string;
  readonly write: (value: number) => string;
}

const HEIGHT = 160;
const AXIS_WIDTH = 80;

/** A curve of the last day, and the limit as a line over it; as wide as there is room. */
export function UsageChart(props: UsageChartProps) {
  const ground = useRef<HTMLDivElement>(null);
  const { label, minutes } = props;
  const latest = useRef(props);
  latest.current = props;
  const chart = useRef<UPlot>(undefined);
  useEffect(() => {
    const element = ground.current;
    if (element === null) return;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new UPlot(
        optionsOf(element, latest.current),
        dataOf(latest.current),
        element,
      );
    };
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    const size = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    draw();
    scheme.addEventListener('change', draw);
    size.observe(element);
    return () => {
      scheme.removeEventListener('change', draw);
      size.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    void minutes;
    chart.current?.setData(dataOf(latest.current));
  }, [minutes]);
  return <div ref={ground} className="chart-ground" role="img" aria-label={label} />;
}

function dataOf({ minutes, quantity, limit }: UsageChartProps): UPlot.AlignedData {
  const [times, values] = curveOf(minutes, quantity);
  return [times, values, times.map(() => limit ?? null)];
}

function optionsOf(element: HTMLElement, { write }: UsageChartProps): UPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => resolved(element, style.getPropertyValue(name));
  const axis = {
    stroke: colour('--soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _least, most) => [0, (most || 1) * 1.1] } },
    axes: [
      axis,
      { ...axis, size: AXIS_WIDTH, values: (_chart, ticks) => ticks.map((tick) => write(tick)) },
    ],
    series: [
      {},
      { stroke: colour('--accent'), width: 2, points: { show: false } },
      { stroke: colour('--bad'), width: 1, dash: [6, 4], points: { show: false } },
    ],
  };
}

/** A canvas knows no `light-dark()`. */
function resolved(element: HTMLElement, value: string): string {
  const before = element.style.color;
  element.style.color = value;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}
