import { Option } from 'clipanion';
import type { ObservedState } from '../../core/model/observed.ts';
import { type PodKey, parsePodKey, splitPodKey } from '../../core/model/resource.ts';
import { type PodView, podViews } from '../../core/views/pod-view.ts';
import { listJson, podJson, tenantJson } from '../../core/views/resource-json.ts';
import { type TenantView, tenantViews } from '../../core/views/tenant-view.ts';
import type { ServerClient } from '../../ports/server-client.ts';
import { EXIT } from './exit-codes.ts';
import { withWorkspace } from './flows/planning.ts';
import type { ResourceKind } from './kinds.ts';
import { requireFound, requirePodKey } from './not-found.ts';
import { podTable, tenantTable } from './output/resource-table.ts';
import { outputFormat } from './output-format.ts';
import { ReadCommand } from './read-command.ts';
import { remoteSight } from './remote/remote-sight.ts';
import { nothingSelected, parseSelector } from './selection.ts';

const LIST_FORMATS = ['table', 'wide', 'json', 'yaml', 'name'] as const;
type ListFormat = (typeof LIST_FORMATS)[number];

/** Lists tenants or pods as they are now, from the Engine and the records. */
export abstract class ListCommand extends ReadCommand {
  output = Option.String('-o,--output', { description: 'table, wide, json, yaml or name.' });
  all = Option.Boolean('-A,--all-tenants', false, {
    description: 'Accepted for kubectl users: without --tenant all are shown anyway.',
  });

  protected async list(kind: ResourceKind, name: string | undefined): Promise<number> {
    const format = outputFormat(this.output, LIST_FORMATS);
    const remote = await this.remoteServer();
    if (remote !== undefined) return this.listRemote(remote, kind, name, format);
    const services = await this.services();
    const detail = format !== 'table' && format !== 'name';
    const request = { readOnly: true, command: 'get' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const probe = (pod: PodKey): boolean => format !== 'name' && this.isAsked(kind, name, pod);
      const looks = { detail, probe, measures: kind === 'pod' && format === 'wide' };
      const { desired, observed, live } = await this.look(services, workspace, looks);
      const options = { live, proxy: workspace.settings.proxy };
      const tenants = tenantViews(observed, desired, options);
      if (kind === 'pod') {
        const pods = podViews(observed, desired, options);
        await this.showPods(this.pods(pods, tenants, name), format);
      } else await this.showTenants(this.tenants(tenants, name), format);
      this.reportForeign(observed);
      return EXIT.ok;
    });
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
