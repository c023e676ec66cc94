import { Option } from 'clipanion';
import { AgentPodError } from '../../../core/model/errors.ts';
import {
  type PodKey,
  parsePodKey,
  podSubject,
  splitPodKey,
  tenantSubject,
} from '../../../core/model/resource.ts';
import type { Secret } from '../../../core/model/secret.ts';
import { redact } from '../../../core/status/redact.ts';
import { type PodView, podViews } from '../../../core/views/pod-view.ts';
import { tenantViews } from '../../../core/views/tenant-view.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Named, namedResource } from '../kinds.ts';
import { requirePodKey } from '../not-found.ts';
import { describePod, type PodStory } from '../output/describe-pod.ts';
import { describeTenant } from '../output/describe-tenant.ts';
import { ReadCommand, type Sight } from '../read-command.ts';
import { remoteEvents } from '../remote/remote-events.ts';
import { remoteSight } from '../remote/remote-sight.ts';

const EVENTS_SHOWN = 10;
const LOG_LINES = 15;

/** `describe`: one pod or tenant with everything that helps to find out what is wrong. */
export class DescribeCommand extends ReadCommand {
  static override paths = [['describe']];
  static override usage = ReadCommand.Usage({
    category: 'Look',
    description: 'Show one pod or tenant in full: conditions, container, events, last error.',
    details: `
      Log lines are shown only for a pod that is not ready, with everything that is or looks like a
      secret taken out. With -f the manifest's own secrets are known, and taken out by value.
    `,
    examples: [
      ['A pod', '$0 describe pod acme/agent'],
      ['A tenant', '$0 describe tenant acme'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text; for data there is get -o json.' });
  kind = Option.String({ name: 'kind' });
  name = Option.String({ required: false, name: 'name' });

  protected async run(): Promise<number> {
    const { kind, name } = this.subject();
    if (this.output !== undefined && this.output !== 'text') {
      throw usageError(
        `describe has no -o ${this.output}: it is for people`,
        `use agentpod get ${kind} ${name} -o ${this.output}`,
      );
    }
    const remote = await this.remoteServer();
    if (remote !== undefined) return this.describeRemote(remote, { kind, name });
    const services = await this.services();
    const request = { readOnly: true, command: 'describe' };
    return withWorkspace(services.openWorkspace, request, async (workspace) => {
      const probe = (pod: PodKey): boolean =>
        kind === 'pod' ? parsePodKey(name) === pod : splitPodKey(pod).tenant === name;
      const sight = await this.look(services, workspace, { detail: true, probe });
      const text =
        kind === 'pod'
          ? await this.describePod(workspace, sight, name)
          : await this.describeTenant(workspace, sight, name);
      this.out.print(text);
      return EXIT.ok;
    });
  }

  /** A server tells no log lines, and nothing of volumes. */
  private async describeRemote(server: ServerClient, { kind, name }: Named): Promise<number> {
    const { pods, tenants } = await remoteSight(server);
    const { out, context } = this;
    const now = context.clock.now();
    const asked = new URLSearchParams({ limit: String(EVENTS_SHOWN) });
    if (kind === 'tenant') {
      const tenant = requireFound('tenant', name, tenants, (item) => item.name);
      asked.set('tenant', name);
      const all = await remoteEvents(server, asked);
      const events = all.filter(({ subject }) => subject === tenantSubject(name));
      out.print(describeTenant({ tenant, events, now }, out.paint, out.width));
      return EXIT.ok;
    }
    const pod = requireFound('pod', requirePodKey(name), pods, (item) => item.key);
    asked.set('tenant', pod.tenant);
    asked.set('pod', pod.name);
    const events = await remoteEvents(server, asked);
    const story: PodStory = { pod, volumes: [], events, logLines: [], now };
    out.print(describePod(story, out.paint, out.width));
    return EXIT.ok;
  }

  private subject(): Named {
    const named = namedResource(this.kind, this.name);
    if (named !== undefined) return named;
    throw usageError(
      'say what to describe',
      'write describe pod TENANT/NAME or describe tenant NAME',
    );
  }

  private async describePod(workspace: Workspace, sight: Sight, name: string): Promise<string> {
    const key = requirePodKey(name);
    const pods = podViews(sight.observed, sight.desired, {
      live: sight.live,
      proxy: workspace.settings.proxy,
    });
    const pod = requireFound('pod', key, pods, (item) => item.key);
    const events = await workspace.store.events({ subject: podSubject(key), limit: EVENTS_SHOWN });
    const story: PodStory = {
      pod,
      volumes: sight.observed.volumes.filter((volume) => volume.pod === key),
      events,
      logLines: await this.lastWords(workspace, pod),
      now: this.context.clock.now(),
    };
    return describePod(story, this.out.paint, this.out.width);
  }

  private async describeTenant(workspace: Workspace, sight: Sight, name: string): Promise<string> {
    const tenants = tenantViews(sight.observed, sight.desired, { live: sight.live });
    const tenant = requireFound('tenant', name, tenants, (item) => item.name);
    const events = await workspace.store.events({
      subject: tenantSubject(name),
      limit: EVENTS_SHOWN,
    });
    const { out, context } = this;
    return describeTenant({ tenant, events, now: context.clock.now() }, out.paint, out.width);
  }

  /** A pod that serves needs no log lines, and each line shown is a chance to leak. */
  private async lastWords(workspace: Workspace, pod: PodView): Promise<string[]> {
    if (pod.container === undefined || pod.ready === 'True') return [];
    const secrets = await knownSecrets(workspace, pod);
    const lines: string[] = [];
    try {
      for await (const line of workspace.runtime.logs(pod.container.name, { tail: LOG_LINES })) {
        lines.push(redact(line, secrets));
      }
    } catch (error) {
      if (!(error instanceof AgentPodError)) throw error;
      lines.push(`(no log: ${error.message})`);
    }
    return lines;
  }
}

async function knownSecrets(workspace: Workspace, pod: PodView): Promise<Secret[]> {
  const reads = (pod.desired?.secrets ?? []).map(({ source }) =>
    source.kind === 'generated' ? undefined : workspace.secrets.read(source),
  );
  const results = await Promise.allSettled([workspace.store.gatewayToken(pod.key), ...reads]);
  return results.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  );
}
