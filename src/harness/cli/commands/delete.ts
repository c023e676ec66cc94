import { Option } from 'clipanion';
import type { DesiredState } from '../../../core/model/desired.ts';
import type { ObservedState } from '../../../core/model/observed.ts';
import type { Action, Plan, SubjectPlan } from '../../../core/model/operation.ts';
import { podSubject, type Subject, tenantSubject } from '../../../core/model/resource.ts';
import { podViews } from '../../../core/views/pod-view.ts';
import { tenantViews } from '../../../core/views/tenant-view.ts';
import type { PlannedPass } from '../../../engine/plan-pass.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { Workspace } from '../../../engine/workspace.ts';
import { actorOf } from '../actor.ts';
import type { CliServices } from '../context.ts';
import { executeFlags, readExecuteFlags } from '../execute-options.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { applyFlow, settledCode, underLock } from '../flows/apply-flow.ts';
import type { Question } from '../flows/confirm.ts';
import { EMPTY_DESIRED, planPass, withWorkspace } from '../flows/planning.ts';
import { type Named, namedResource } from '../kinds.ts';
import { ManifestCommand } from '../manifest-command.ts';
import { requirePodKey } from '../not-found.ts';
import { parseSeconds } from '../quantities.ts';
import { selectSubjects } from '../selection.ts';

/** `delete`: takes pods and tenants down; data stays unless it is told to go. */
export class DeleteCommand extends ManifestCommand {
  static override paths = [['delete']];
  static override usage = ManifestCommand.Usage({
    category: 'Change',
    description: 'Delete a pod, a tenant with its pods, or all that manifests name.',
    details: `
      Stops and removes containers, networks, routes and leases. State volumes are kept, unless the
      pod said \`deletionPolicy: delete\` or --volumes is given. Manifests are not edited: what they
      still name comes back with the next apply.
    `,
    examples: [
      ['A pod; its data stays', '$0 delete pod acme/agent'],
      ['A customer with all data, without asking', '$0 delete tenant acme --volumes --yes'],
      ['All that a folder names', '$0 delete -f tenants/'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });
  yes = executeFlags.yes();
  timeout = executeFlags.timeout();
  actor = executeFlags.actor();
  lockTimeout = executeFlags.lockTimeout();
  concurrency = executeFlags.concurrency();
  volumes = Option.Boolean('--volumes', false, {
    description: 'Also delete the state volumes. What is in them is gone for good.',
  });
  dryRun = Option.Boolean('--dry-run', false, { description: 'Stop after showing the plan.' });
  kind = Option.String({ required: false, name: 'kind' });
  name = Option.String({ required: false, name: 'name' });

  protected async run(): Promise<number> {
    this.requireTarget();
    const execute = readExecuteFlags({ ...this, wait: true });
    const timeoutSeconds = parseSeconds('--lock-timeout', this.lockTimeout);
    const services = await this.services();
    const manifests = await this.manifests(services);
    const { context, out, dryRun } = this;
    const asked = { actor: actorOf(context.env, this.actor), action: 'delete' };
    const question = this.question();
    const flow = { context, out, execute, asked, dryRun, question, title: 'To delete:' };
    const { openWorkspace } = services;
    // A first look makes no state: what is not there needs none to be deleted from.
    const looked = await withWorkspace(
      openWorkspace,
      { readOnly: true, command: 'delete' },
      async (workspace) => {
        const { plan } = await this.plan(workspace, manifests);
        return dryRun ? applyFlow(flow, workspace, plan, undefined) : settledCode(flow, plan);
      },
    );
    if (looked !== undefined) return looked;
    const request = { readOnly: false, command: 'delete' };
    return withWorkspace(openWorkspace, request, (workspace) =>
      underLock(workspace, out, { command: 'delete', timeoutSeconds }, async (lock) => {
        const { plan, observed } = await this.plan(workspace, manifests);
        const code = await applyFlow(flow, workspace, plan, lock);
        if (code === EXIT.ok) this.reportLeftovers(plan, observed);
        return code;
      }),
    );
  }

  private requireTarget(): void {
    const named = this.kind !== undefined;
    if (named === this.files.length > 0) {
      throw usageError(
        named ? 'give either a name or manifests (-f), not both' : 'say what to delete',
        'delete pod TENANT/NAME, delete tenant NAME, or delete -f PATH',
      );
    }
  }

  private async manifests(services: CliServices): Promise<DesiredState | undefined> {
    if (this.files.length === 0) return undefined;
    const desired = await this.load(this.source(services), services.offlineSecrets(), true);
    this.requireManifests(desired);
    return desired;
  }

  /** Deleting is pruning against manifests that name nothing, limited to the subjects meant. */
  private async plan(
    workspace: Workspace,
    manifests: DesiredState | undefined,
  ): Promise<PlannedPass> {
    let kept: readonly SubjectPlan[] = [];
    const { plan, observed } = await planPass(workspace, EMPTY_DESIRED, {
      prune: { enabled: true, allowEmpty: true, maxDeletes: Number.MAX_SAFE_INTEGER },
      refresh: false,
      deleteVolumes: this.volumes,
      deletionCause: 'deleted by command',
      only: (seen) => {
        if (manifests === undefined) return this.namedSubjects(seen);
        const meant = this.declared(manifests);
        kept = inhabitedTenants(meant, seen);
        const blocked = new Set(kept.map(({ subject }) => subject));
        return new Set([...meant].filter((subject) => !blocked.has(subject)));
      },
    });
    return { plan: { ...plan, subjects: [...kept, ...plan.subjects] }, observed };
  }

  private namedSubjects(observed: ObservedState): ReadonlySet<Subject> {
    const { kind, name } = this.target();
    if (kind === 'tenant') {
      const tenants = tenantViews(observed, EMPTY_DESIRED);
      const tenant = requireFound('tenant', name, tenants, (item) => item.name);
      const pods = [...tenant.pods.map(({ key }) => key), ...this.volumeOwners(observed)];
      return new Set([
        tenantSubject(name),
        ...pods.filter((key) => key.startsWith(`${name}/`)).map(podSubject),
      ]);
    }
    const key = requirePodKey(name);
    const known = new Set([
      ...podViews(observed, EMPTY_DESIRED).map((pod) => pod.key),
      ...this.volumeOwners(observed),
    ]);
    return new Set([podSubject(requireFound('pod', key, [...known], (item) => item))]);
  }

  /** A volume that outlived its pod can still be deleted by the pod's name. */
  private volumeOwners(observed: ObservedState) {
    return this.volumes ? observed.volumes.map(({ pod }) => pod) : [];
  }

  private target(): Named {
    const named = namedResource(this.kind ?? '', this.name);
    if (named !== undefined) return named;
    throw usageError('say what to delete', 'delete pod TENANT/NAME or delete tenant NAME');
  }

  private declared(manifests: DesiredState): ReadonlySet<Subject> {
    const { tenant, selector } = this;
    const narrowed = selectSubjects({ tenant, selector }, manifests, { tenants: [], pods: [] });
    if (narrowed !== undefined) return narrowed;
    return new Set<Subject>([
      ...manifests.tenants.map(({ name }) => tenantSubject(name)),
      ...manifests.pods.map(({ key }) => podSubject(key)),
    ]);
  }

  private question(): Question | undefined {
    if (this.yes) return undefined;
    const name = this.name ?? this.kind;
    if (this.volumes && name !== undefined) {
      return { text: `The data is gone for good. Type ${name} to delete it: `, answer: name };
    }
    return { text: 'Delete these? Only "yes" is accepted: ', answer: 'yes' };
  }

  private reportLeftovers(plan: Plan, { volumes }: ObservedState): void {
    if (plan.operations.length === 0) return;
    const subjects = new Set(plan.subjects.map(({ subject }) => subject));
    const removed = new Set(plan.operations.map(({ action }) => removedVolume(action)));
    const kept = volumes
      .filter(({ role, pod }) => role === 'state' && subjects.has(podSubject(pod)))
      .filter(({ name }) => !removed.has(name))
      .map(({ name }) => name);
    if (kept.length > 0) {
      this.out.note(`Kept: volume ${kept.join(', ')}. Delete it too with --volumes.\n`);
    }
    const where = this.files.length > 0 ? this.files.join(', ') : 'a manifest';
    this.out.note(`What ${where} still names comes back with the next apply.\n`);
  }
}

/** Tenants that were meant but have pods that were not: those are somebody's, so both stay. */
function inhabitedTenants(meant: ReadonlySet<Subject>, observed: ObservedState): SubjectPlan[] {
  return tenantViews(observed, EMPTY_DESIRED).flatMap(({ name, pods }) => {
    const subject = tenantSubject(name);
    const others = pods.map(({ key }) => key).filter((key) => !meant.has(podSubject(key)));
    if (!meant.has(subject) || others.length === 0) return [];
    const cause = `it still has ${others.join(', ')}, which these files do not name; agentpod delete tenant ${name} deletes all`;
    return [{ subject, verdict: 'blocked', impact: 'none', secondsDown: 0, cause } as const];
  });
}

function removedVolume(action: Action): string | undefined {
  return action.kind === 'volume.remove' ? action.volume : undefined;
}
