import { Option } from 'clipanion';
import { isHealthy } from '../../../core/health/finding.ts';
import { type PodKey, splitPodKey } from '../../../core/model/resource.ts';
import { newestContainer } from '../../../core/views/pod-view.ts';
import type { PodPlace } from '../../../engine/look-at-pods.ts';
import { type ObservedSubjects, observeSubjects } from '../../../engine/observe-subjects.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { OpenWorkspace, Workspace } from '../../../engine/workspace.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { abortOnInterrupt, interrupted } from '../flows/interrupts.ts';
import { withWorkspace } from '../flows/planning.ts';
import { type Named, namedResource } from '../kinds.ts';
import { requirePodKey } from '../not-found.ts';
import { type CheckedPod, healthJson, healthTable } from '../output/health-table.ts';
import { outputFormat } from '../output-format.ts';

const COMMAND = 'health';

/** `health`: asks every running pod itself how it is. */
export class HealthCommand extends BaseCommand {
  static override paths = [[COMMAND]];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Ask agents themselves how they are: gateway, channels, route, memory.',
    details: `
      Asks every running pod at once: its health endpoints by their bodies, its gateway over the
      protocol that the Control UI speaks, each channel account, its public hosts through the reverse
      proxy, and the Engine for memory and restarts. What does not answer is given up after some
      seconds. Suspended pods count as healthy.

      The exit code is 0 when all are healthy and 1 when one is not. A warning alone is no failure.
    `,
    examples: [
      ['All pods', '$0 health'],
      ["One customer's, with all columns", '$0 health acme -o wide'],
      ['For a monitor', '$0 health acme/agent -o json'],
    ],
  });

  output = Option.String('-o,--output', { description: 'table, wide or json.' });
  about = Option.String({ required: false, name: 'tenant/name' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['table', 'wide', 'json']);
    const named = this.about === undefined ? undefined : subjectOf(this.about);
    const { openWorkspace } = await this.services();
    const places = await this.places(openWorkspace, named);
    const pods = places.length === 0 ? [] : await this.check(openWorkspace, places);
    const now = this.context.clock.now();
    const { width, paint } = this.out;
    if (format === 'json') this.out.printJson(healthJson(pods, now));
    else if (pods.length === 0) this.out.note('No pods.\n');
    else this.out.print(healthTable(pods, { wide: format === 'wide', width, paint }));
    return pods.every(({ health }) => isHealthy(health)) ? EXIT.ok : EXIT.failed;
  }

  /** A first look makes no state: what is not there cannot be asked. */
  private places(open: OpenWorkspace, named: Named | undefined): Promise<readonly PodPlace[]> {
    return withWorkspace(open, { readOnly: true, command: COMMAND }, async (workspace) => {
      const observed = await observeSubjects(workspace);
      return select(observed, named).map((pod) => ({
        pod,
        record: observed.records.pods.find(({ key }) => key === pod),
        container: newestContainer(observed.containers, pod),
      }));
    });
  }

  /** Writes at most that AgentPod has become a device of a pod that did not know it. */
  private async check(
    open: OpenWorkspace,
    places: readonly PodPlace[],
  ): Promise<readonly CheckedPod[]> {
    const interrupts = abortOnInterrupt(this.context);
    try {
      const request = { readOnly: false, command: COMMAND };
      const pods = await withWorkspace(open, request, (workspace) =>
        this.ask(workspace, places, interrupts.signal),
      );
      const code = interrupts.code();
      if (code !== undefined) throw interrupted(code);
      return pods;
    } finally {
      interrupts.stop();
    }
  }

  private async ask(
    workspace: Workspace,
    places: readonly PodPlace[],
    signal: AbortSignal,
  ): Promise<readonly CheckedPod[]> {
    const [{ lookAtPods }, { judgePod }, { dockerHost }] = await Promise.all([
      import('../../../engine/look-at-pods.ts'),
      import('../../../core/health/judge-pod.ts'),
      this.config(),
    ]);
    const local = dockerHost === undefined || dockerHost.startsWith('unix://');
    const seen = await lookAtPods(workspace, places, { local, signal });
    const now = this.context.clock.now();
    return seen.map((pod) => ({ seen: pod, health: judgePod(pod, now) }));
  }
}

/** `TENANT/POD` or `TENANT`, each also with its kind. */
function subjectOf(text: string): Named {
  const named = namedResource(text, undefined) ?? { kind: 'tenant', name: text };
  return named.kind === 'pod' ? { kind: 'pod', name: requirePodKey(named.name) } : named;
}

function select(observed: ObservedSubjects, named: Named | undefined): readonly PodKey[] {
  const { records, containers, networks } = observed;
  const all = [
    ...new Set([...records.pods.map(({ key }) => key), ...containers.map((c) => c.pod)]),
  ];
  const pods = all.sort();
  if (named === undefined) return pods;
  if (named.kind === 'pod') return [requireFound('pod', named.name, pods, (key) => key)];
  const owners = pods.map((key) => splitPodKey(key).tenant);
  const tenants = [...records.tenants.map(({ name }) => name), ...networks.map((n) => n.tenant)];
  const name = requireFound('tenant', named.name, [...tenants, ...owners], (item) => item);
  return pods.filter((key) => splitPodKey(key).tenant === name);
}
