import { formatSize } from '../../../core/util/size.ts';
import type { PodView } from '../../../core/views/pod-view.ts';
import { readyPods, type TenantView } from '../../../core/views/tenant-view.ts';
import type { Tone } from './palette.ts';
import { STATE_TONE } from './state-tone.ts';
import { type Cell, type Column, renderTable, type TableOptions } from './table.ts';
import { age } from './words.ts';

const MIB = 1024 ** 2;
/** Of the limit: the kernel soon kills. */
const MUCH = 0.9;

/** The tables of `get pods` and `get tenants`. */
export interface ResourceTableOptions extends TableOptions {
  readonly wide: boolean;
  readonly now: Date;
}

interface Field<View> extends Column {
  readonly wideOnly?: true;
  readonly cell: (view: View, now: Date) => Cell | string;
}

const POD_FIELDS: readonly Field<PodView>[] = [
  { title: 'NAME', shrinkTo: 10, cell: ({ key }) => key },
  { title: 'STATE', cell: ({ state }) => ({ text: state, tone: STATE_TONE[state] }) },
  { title: 'READY', cell: readyCell },
  { title: 'UP', align: 'right', wideOnly: true, cell: upCell },
  { title: 'RESTARTS', align: 'right', wideOnly: true, cell: restartsCell },
  { title: 'PORT', align: 'right', cell: ({ port }) => (port === undefined ? '-' : String(port)) },
  { title: 'URL', shrinkTo: 10, cell: ({ urls, localUrl }) => urls[0] ?? localUrl ?? '-' },
  { title: 'HOSTS', shrinkTo: 16, wideOnly: true, cell: ({ hosts }) => hosts.join(',') || '-' },
  { title: 'MEMORY', align: 'right', cell: memoryCell },
  { title: 'USED', align: 'right', wideOnly: true, cell: usedCell },
  { title: 'CPU', align: 'right', wideOnly: true, cell: cpuCell },
  { title: 'IMAGE', shrinkTo: 10, cut: 'start', cell: ({ image }) => image || '-' },
  { title: 'GEN', align: 'right', wideOnly: true, cell: ({ generation }) => String(generation) },
  {
    title: 'CONTAINER',
    wideOnly: true,
    shrinkTo: 20,
    cell: ({ container }) => container?.name ?? '-',
  },
  { title: 'NETWORK', wideOnly: true, shrinkTo: 16, cell: networkCell },
];

const TENANT_FIELDS: readonly Field<TenantView>[] = [
  { title: 'NAME', shrinkTo: 16, cell: ({ name }) => name },
  { title: 'PODS', align: 'right', cell: ({ pods }) => String(pods.length) },
  { title: 'READY', align: 'right', cell: tenantReady },
  { title: 'SUBNET', cell: ({ record, network }) => record?.subnet ?? network?.subnet ?? '-' },
  { title: 'NETWORK', cell: ({ network }) => network?.name ?? '-' },
  { title: 'UID', wideOnly: true, cell: ({ record }) => record?.uid ?? '-' },
];

export function podTable(pods: readonly PodView[], options: ResourceTableOptions): string {
  return fieldsTable(POD_FIELDS, pods, options);
}

export function tenantTable(tenants: readonly TenantView[], options: ResourceTableOptions): string {
  return fieldsTable(TENANT_FIELDS, tenants, options);
}

function fieldsTable<View>(
  fields: readonly Field<View>[],
  views: readonly View[],
  options: ResourceTableOptions,
): string {
  const shown = fields.filter((field) => options.wide || !field.wideOnly);
  const rows = views.map((view) => shown.map((field) => field.cell(view, options.now)));
  return renderTable(shown, rows, options);
}

function readyCell({ ready }: PodView): Cell {
  const words = {
    True: ['yes', 'good'],
    False: ['no', 'bad'],
    Unknown: ['unknown', 'warn'],
  } as const;
  const [text, tone] = words[ready];
  return { text, tone };
}

function tenantReady(tenant: TenantView): Cell {
  const ready = readyPods(tenant);
  const tone: Tone = ready === tenant.pods.length ? 'good' : 'warn';
  return { text: `${ready}/${tenant.pods.length}`, tone };
}

function upCell({ container }: PodView, now: Date): string {
  if (container?.state !== 'running' || container.detail === undefined) return '-';
  return age(container.detail.startedAt, now) || '-';
}

function restartsCell({ container }: PodView): string {
  return container?.detail === undefined ? '-' : String(container.detail.restartCount);
}

function memoryCell({ memoryBytes }: PodView): string {
  return memoryBytes === undefined ? '-' : formatSize(memoryBytes);
}

function usedCell({ use, memoryBytes }: PodView): Cell | string {
  if (use === undefined) return '-';
  const text = formatSize(Math.round(use.memoryBytes / MIB) * MIB);
  const isNear = memoryBytes !== undefined && use.memoryBytes > memoryBytes * MUCH;
  return isNear ? { text, tone: 'warn' } : text;
}

/** As `docker stats` counts: 100% is one processor. */
function cpuCell({ use }: PodView): string {
  return use === undefined ? '-' : `${Math.round(use.cpuCores * 100)}%`;
}

function networkCell({ container, record }: PodView): string {
  return container?.networks.join(',') || record?.applied?.spec.network || '-';
}
