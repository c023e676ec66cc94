import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { podKey } from '../../../core/model/resource.ts';
import { podViews } from '../../../core/views/pod-view.ts';
import { podJson } from '../../../core/views/resource-json.ts';
import type { Event } from '../../../ports/state-store.ts';
import type { FleetPod, PodJson } from '../../tui/fleet.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';
import { fleetCounts, statusText } from '../output/status-text.ts';
import { outputFormat } from '../output-format.ts';
import { ReadCommand } from '../read-command.ts';
import { remoteEvents } from '../remote/remote-events.ts';
import { remoteSight } from '../remote/remote-sight.ts';

const WARNINGS_SHOWN = 5;

/** `status`: the fleet in a few lines, for those who have no terminal or little time. */
export class StatusCommand extends ReadCommand {
  static override paths = [['status']];
  static override usage = ReadCommand.Usage({
    category: 'Look',
    description: 'Say on one screen how the fleet is: counts, who is not well and why, warnings.',
    details: `
      Needs no terminal. It says how things are and judges nothing: the exit code is 0 also when pods
      are down. For a check there are \`agentpod health\` and \`agentpod wait\`; to watch, \`agentpod
      top\`.
    `,
    examples: [
      ['The fleet', '$0 status'],
      ['For a script', '$0 status -o json'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const remote = await this.remoteServer();
    if (remote !== undefined) {
      const query = new URLSearchParams({ type: 'Warning', limit: String(WARNINGS_SHOWN) });
      const [{ items }, warnings] = await Promise.all([
        remoteSight(remote),
        remoteEvents(remote, query),
      ]);
      this.show(format, this.meant(items.pods as readonly PodJson[]), warnings);
      return EXIT.ok;
    }
    const services = await this.services();
    const request = { readOnly: true, command: 'status' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const [sight, warnings] = await Promise.all([
        this.look(services, workspace, { detail: true, probe: () => true }),
        workspace.store.events({ type: 'Warning', limit: WARNINGS_SHOWN }),
      ]);
      const { proxy } = workspace.settings;
      const views = podViews(sight.observed, sight.desired, { live: sight.live, proxy });
      this.show(format, this.meant(views.map(podJson)), warnings);
      return EXIT.ok;
    });
  }

  private meant(pods: readonly PodJson[]): readonly FleetPod[] {
    return pods
      .map((json) => ({ key: podKey(json.metadata.tenant, json.metadata.name), json }))
      .filter(({ json }) => this.tenant === undefined || json.metadata.tenant === this.tenant);
  }

  private show(
    format: 'text' | 'json',
    pods: readonly FleetPod[],
    warnings: readonly Event[],
  ): void {
    const { out, context } = this;
    if (format === 'json') {
      const items = pods.map(({ json }) => json);
      const counts = fleetCounts(pods);
      out.printJson({ apiVersion: API_VERSION, kind: 'FleetStatus', counts, items, warnings });
      return;
    }
    const { paint, width } = out;
    out.print(statusText({ pods, warnings, now: context.clock.now() }, { paint, width }));
  }
}
