import { Option } from 'clipanion';
import type { ObservedState } from '../../core/model/observed.ts';
import { type PodKey, parsePodKey, splitPodKey } from '../../core/model/resource.ts';
import { type PodView, podViews } from '../../core/views/pod-view.ts';
import { listJson, podJson, tenantJson } from '../../core/views/resource-json.ts';
import { type TenantView, tenantViews } from '../../core/views/tenant-view.ts';
import { requireFound } from '../../engine/require-found.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { ServerClient } from '../../ports/server-client.ts';
import { EXIT } from './exit-codes.ts';
import { usageError } from './failure.ts';
import { abortOnInterrupt } from './flows/interrupts.ts';
import { withWorkspace } from './flows/planning.ts';
import { PodMemory, removedJson } from './flows/watch-pods.ts';
import type { ResourceKind } from './kinds.ts';
import { requirePodKey } from './not-found.ts';
import { podTable, tenantTable } from './output/resource-table.ts';
import { outputFormat } from './output-format.ts';
import { ReadCommand } from './read-command.ts';
import { remoteSight } from './remote/remote-sight.ts';
import { nothingSelected, parseSelector } from './selection.ts';

const WATCH_MS = 2000;
const LIST_FORMATS = ['table', 'wide', 'json', 'yaml', 'name'] as const;
type ListFormat = (typeof LIST_FORMATS)[number];

/** Lists tenants or pods as they are now, from the Engine and the records. */
export abstract class ListCommand extends ReadCommand {
  output = Option.String('-o,--output', { description: 'table, wide, json, yaml or name.' });
  watch = Option.Boolean('-w,--watch', false, {
    description: 'Pods: go on and print each that changes, until Ctrl-C; with -o json one a line.',
  });
  all = Option.Boolean('-A,--all-tenants', false, {
    description: 'Accepted for kubectl users: without --tenant all are shown anyway.',
  });

  protected async list(kind: ResourceKind, name: string | undefined): Promise<number> {
    const format = outputFormat(this.output, LIST_FORMATS);
    if (this.watch && kind !== 'pod') throw usageError('-w watches pods only', 'use get pods -w');
    if (this.watch && format === 'yaml') throw usageError('-w has no -o yaml', 'use -o json');
    const remote = await this.remoteServer();
    if (remote !== undefined) {
      if (this.watch) throw usageError('-w looks at this machine', 'use top --server');
      return this.listRemote(remote, kind, name, format);
    }
    const services = await this.services();
    // Who watches wants to know whether a pod was stopped or fell.
    const detail = this.watch || (format !== 'table' && format !== 'name');
    const request = { readOnly: true, command: 'get' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const probe = (pod: PodKey): boolean => format !== 'name' && this.isAsked(kind, name, pod);
      const looks = { detail, probe, measures: kind === 'pod' && format === 'wide' };
      const look = () => this.look(services, workspace, looks);
      const { desired, observed, live } = await look();
      const options = { live, proxy: workspace.settings.proxy };
      const tenants = tenantViews(observed, desired, options);
      if (this.watch) {
        return this.watchPods(workspace, format, async () => {
          const sight = await look();
          const now = { live: sight.live, proxy: options.proxy };
          const pods = podViews(sight.observed, sight.desired, now);
          return pods.filter(({ key }) => this.isAsked(kind, name, key));
        });
      }
      if (kind === 'pod') {
        const pods = podViews(observed, desired, options);
        await this.showPods(this.pods(pods, tenants, name), format);
      } else await this.showTenants(this.tenants(tenants, name), format);
      this.reportForeign(observed);
      return EXIT.ok;
    });
  }

  /** All at first, then what changes; lines that are printed once and stay. */
  private async watchPods(
    { clock }: Workspace,
    format: ListFormat,
    look: () => Promise<readonly PodView[]>,
  ): Promise<number> {
    const interrupts = abortOnInterrupt(this.context);
    const memory = new PodMemory();
    try {
      for (let first = true; !interrupts.signal.aborted; first = false) {
        const { changed, removed } = memory.take(await look());
        this.printChanged(changed, format, first);
        for (const key of removed) {
          const gone = format === 'json' ? JSON.stringify(removedJson(key)) : `${key}   Removed`;
          this.out.print(`${gone}\n`);
        }
        await clock.sleep(WATCH_MS, interrupts.signal);
      }
    } finally {
      interrupts.stop();
    }
    return interrupts.code() ?? EXIT.ok;
  }

  private printChanged(pods: readonly PodView[], format: ListFormat, withHead: boolean): void {
    if (format === 'json') {
      for (const pod of pods) this.out.print(`${JSON.stringify(podJson(pod))}\n`);
    } else if (format === 'name') {
      for (const { key } of pods) this.out.print(`pod/${key}\n`);
    } else if (pods.length > 0 || withHead) {
      const table = podTable(pods, this.tableOptions(format));
      this.out.print(withHead ? table : table.slice(table.indexOf('\n') + 1));
    }
  }

  private async listRemote(
    server: ServerClient,
    kind: ResourceKind,
    name: string | undefined,
    format: ListFormat,
  ): Promise<number> {
    const { pods, tenants, items } = await remoteSight(server);
    const isPod = kind === 'pod';
    const found = isPod ? this.pods(pods, tenants, name) : this.tenants(tenants, name);
    if (format === 'json' || format === 'yaml') {
      // Word for word: a view holds only what is shown to people.
      const all: readonly unknown[] = isPod ? pods : tenants;
      const raw = (isPod ? items.pods : items.tenants).filter((_, index) =>
        found.some((each) => each === all[index]),
      );
      await this.printData(listJson(isPod ? 'PodList' : 'TenantList', raw), format);
    } else if (isPod) await this.showPods(this.pods(pods, tenants, name), format);
    else await this.showTenants(this.tenants(tenants, name), format);
    return EXIT.ok;
  }

  /** Only agents that will be shown are asked. */
  private isAsked(kind: ResourceKind, name: string | undefined, pod: PodKey): boolean {
    if (kind === 'pod' && name !== undefined) return parsePodKey(name) === pod;
    const tenant = name?.replace(/^tenants?\//, '') ?? this.tenant;
    return tenant === undefined || splitPodKey(pod).tenant === tenant;
  }

  private pods(
    all: readonly PodView[],
    tenants: readonly TenantView[],
    name: string | undefined,
  ): readonly PodView[] {
    if (name !== undefined) {
      const key = requirePodKey(name);
      return [requireFound('pod', key, all, (pod) => pod.key)];
    }
    const matches = parseSelector(this.requireLabels(this.selector));
    const found = all.filter(
      (pod) =>
        (this.tenant === undefined || pod.tenant === this.tenant) &&
        (this.selector === undefined || matches(pod.desired?.labels ?? {})),
    );
    this.requireMatch(found, all, tenants);
    return found;
  }

  private tenants(all: readonly TenantView[], given: string | undefined): readonly TenantView[] {
    const name = given?.replace(/^tenants?\//, '') ?? this.tenant;
    if (name !== undefined) return [requireFound('tenant', name, all, (tenant) => tenant.name)];
    const matches = parseSelector(this.requireLabels(this.selector));
    const found = all.filter(
      ({ desired }) => this.selector === undefined || matches(desired?.labels ?? {}),
    );
    this.requireMatch(found, all, all);
    return found;
  }

  private requireMatch(
    found: readonly unknown[],
    all: readonly (PodView | TenantView)[],
    tenants: readonly TenantView[],
  ): void {
    const { tenant, selector } = this;
    const names = tenants.map(({ name }) => name);
    const asked = selector !== undefined || (tenant !== undefined && !names.includes(tenant));
    if (found.length > 0 || !asked) return;
    const labelled = all.map(({ desired }) => ({ labels: desired?.labels ?? {} }));
    throw nothingSelected({ tenant, selector }, names, labelled);
  }

  private async showPods(pods: readonly PodView[], format: ListFormat): Promise<void> {
    if (format === 'name') this.out.print(pods.map(({ key }) => `pod/${key}\n`).join(''));
    else if (format === 'json' || format === 'yaml') {
      await this.printData(listJson('PodList', pods.map(podJson)), format);
    } else if (pods.length === 0)
      this.out.note('No pods. Make one: agentpod pod create TENANT/NAME\n');
    else this.out.print(podTable(pods, this.tableOptions(format)));
  }

  private async showTenants(tenants: readonly TenantView[], format: ListFormat): Promise<void> {
    if (format === 'name') this.out.print(tenants.map(({ name }) => `tenant/${name}\n`).join(''));
    else if (format === 'json' || format === 'yaml') {
      await this.printData(listJson('TenantList', tenants.map(tenantJson)), format);
    } else if (tenants.length === 0)
      this.out.note('No tenants. Make one: agentpod tenant create NAME\n');
    else this.out.print(tenantTable(tenants, this.tableOptions(format)));
  }

  private tableOptions(format: ListFormat) {
    return {
      wide: format === 'wide',
      width: this.out.width,
      paint: this.out.paint,
      now: this.context.clock.now(),
    };
  }

  private reportForeign({ foreign }: ObservedState): void {
    for (const { kind, name, owner } of foreign) {
      this.out.note(`note: ${kind} ${name} is somebody else's (${owner})\n`);
    }
  }
}
