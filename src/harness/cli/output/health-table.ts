import {
  type HealthCheck,
  type HealthFinding,
  type HealthStatus,
  isHealthy,
  type PodHealth,
} from '../../../core/health/finding.ts';
import type { PodObservation } from '../../../core/health/observation.ts';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { formatSize } from '../../../core/util/size.ts';
import type { Tone } from './palette.ts';
import { plain } from './palette.ts';
import { safeText } from './safe-text.ts';
import { type Cell, type Column, renderTable, type TableOptions } from './table.ts';
import { wrapWords } from './wrap.ts';

/** What `health` shows: a line for each pod, and a reason in words for all that is not fine. */
export interface CheckedPod {
  readonly seen: PodObservation;
  readonly health: PodHealth;
}

interface Field extends Column {
  readonly wideOnly?: true;
  readonly cell: (pod: CheckedPod) => Cell | string;
}

const STATUS_TONE: Readonly<Record<HealthStatus, Tone>> = {
  Healthy: 'good',
  Degraded: 'warn',
  Starting: 'warn',
  Unhealthy: 'bad',
  Suspended: 'muted',
};

const SEVERITY_TONE = { ok: 'good', warning: 'warn', error: 'bad' } as const;

const FIELDS: readonly Field[] = [
  { title: 'POD', shrinkTo: 10, cell: ({ health }) => health.pod },
  {
    title: 'HEALTH',
    cell: ({ health: { status } }) => ({ text: status, tone: STATUS_TONE[status] }),
  },
  { title: 'STARTUP', wideOnly: true, cell: checkCell('startup') },
  { title: 'ALIVE', wideOnly: true, cell: checkCell('liveness') },
  { title: 'READY', wideOnly: true, cell: checkCell('readiness') },
  { title: 'GATEWAY', cell: checkCell('gateway') },
  { title: 'CHANNELS', cell: channelsCell },
  { title: 'ROUTE', cell: checkCell('route') },
  { title: 'MEMORY', align: 'right', cell: memoryCell },
  { title: 'DISK', align: 'right', wideOnly: true, cell: diskCell },
  { title: 'RESTARTS', align: 'right', cell: restartsCell },
];

export function healthTable(
  pods: readonly CheckedPod[],
  options: TableOptions & { readonly wide: boolean },
): string {
  const shown = FIELDS.filter((field) => options.wide || !field.wideOnly);
  const rows = pods.map((pod) => shown.map((field) => field.cell(pod)));
  const reasons = pods.flatMap(({ health }) => reasonLines(health, options));
  const table = renderTable(shown, rows, options);
  return reasons.length === 0 ? table : `${table}\n${reasons.join('\n')}\n`;
}

/** Everything that was checked, for machines. */
export function healthJson(pods: readonly CheckedPod[], now: Date) {
  return {
    apiVersion: API_VERSION,
    kind: 'HealthReport',
    healthy: pods.every(({ health }) => isHealthy(health)),
    checkedAt: now.toISOString(),
    items: pods.map(({ seen, health }) => ({
      pod: health.pod,
      status: health.status,
      healthy: isHealthy(health),
      restarts: seen.container?.restartCount ?? null,
      memory: seen.memory ?? null,
      volumeBytes: seen.volumeBytes ?? null,
      findings: health.findings,
    })),
  };
}

function reasonLines({ pod, findings }: PodHealth, options: TableOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const bad = findings.filter(({ severity }) => severity !== 'ok');
  const lines = bad.map(({ check, about, severity, reason, message }) => {
    const what = about === '' ? check : `${check} ${about}`;
    const text = safeText(`${severity}  ${what}: ${message === '' ? reason : message}`);
    const line = `  ${wrapWords(text, options.width && options.width - 2, '    ')}`;
    return line.replace(severity, () => paint(SEVERITY_TONE[severity], severity));
  });
  return lines.length === 0 ? [] : [paint('strong', pod), ...lines];
}

/** The worst of that check. */
function checkCell(check: HealthCheck): Field['cell'] {
  return ({ health }) => {
    const found = health.findings.filter((item) => item.check === check);
    return found.length === 0 ? '-' : worst(found);
  };
}

function worst(findings: readonly HealthFinding[]): Cell {
  const severity = (['error', 'warning'] as const).find((item) =>
    findings.some((finding) => finding.severity === item),
  );
  const text = severity ?? 'ok';
  return { text, tone: SEVERITY_TONE[text] };
}

function channelsCell({ health }: CheckedPod): Cell | string {
  const found = health.findings.filter(({ check }) => check === 'channel');
  if (found.length === 0) return '-';
  const fine = found.filter(({ severity }) => severity === 'ok').length;
  return { ...worst(found), text: `${fine}/${found.length}` };
}

function memoryCell({ seen: { memory }, health }: CheckedPod): Cell | string {
  if (memory === undefined) return '-';
  const used = formatSize(Math.round(memory.usedBytes / 2 ** 20) * 2 ** 20);
  const text = memory.limitBytes === 0 ? used : `${used}/${formatSize(memory.limitBytes)}`;
  return { ...worst(health.findings.filter(({ check }) => check === 'memory')), text };
}

function diskCell({ seen: { volumeBytes } }: CheckedPod): string {
  return volumeBytes === undefined ? '-' : formatSize(Math.ceil(volumeBytes / 2 ** 20) * 2 ** 20);
}

function restartsCell({ seen: { container } }: CheckedPod): Cell | string {
  if (container === undefined) return '-';
  const { restartCount } = container;
  return restartCount === 0 ? '0' : { text: String(restartCount), tone: 'warn' };
}
