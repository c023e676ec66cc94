import { Option } from 'clipanion';
import type { ObservedState } from '../../../core/model/observed.ts';
import type { FieldChange } from '../../../core/model/operation.ts';
import { type PodKey, splitPodKey } from '../../../core/model/resource.ts';
import { driftJson, isOpenDrift, podDrift } from '../../../core/views/drift-view.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { exitCodeOf } from '../failure.ts';
import { EMPTY_DESIRED, withWorkspace } from '../flows/planning.ts';
import { namedResource } from '../kinds.ts';
import { requirePodKey } from '../not-found.ts';
import { renderDriftMarkdown, renderDriftText } from '../output/drift-text.ts';
import { outputFormat } from '../output-format.ts';

/** `drift`: what the world changed since the last apply, and nothing else. */
export class DriftCommand extends BaseCommand {
  static override paths = [['drift']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Show what was changed behind the manifests: in containers and inside configs.',
    details: `
      Compares what runs with what was last applied, so it needs no manifests: what they changed since
      is not shown. Each place has its value before and after, whose it is by spec.configOwnership,
      when its file was changed, and what becomes of it: it is put back, it waits for \`drift accept\`
      or \`drift revert\`, or it is the agent's own.

      Takes no lock and writes nothing. Exit code 0: no drift, or only what is the agent's own;
      1: drift; more than 1: an error, and never 1 for an error.
    `,
    examples: [
      ['All pods', '$0 drift'],
      ['One pod, for a program', '$0 drift acme/agent -o json'],
      [
        'Take a change into the manifest',
        '$0 drift accept acme/agent agents.defaults.model.primary',
      ],
    ],
  });

  output = Option.String('-o,--output', { description: 'text, json or markdown.' });
  about = Option.String({ required: false, name: 'tenant/name' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json', 'markdown']);
    const { openWorkspace } = await this.services();
    const request = { readOnly: true, command: 'drift' };
    return withWorkspace(openWorkspace, request, async (workspace) => {
      const { observeState } = await import('../../../engine/observe.ts');
      const { instance } = workspace.settings;
      const observed = await observeState(workspace, EMPTY_DESIRED, { refresh: true });
      const changes = driftOf(observed, this.about);
      const { out } = this;
      if (format === 'json') out.printJson(driftJson(instance, changes));
      else if (format === 'markdown') out.print(renderDriftMarkdown(instance, changes));
      else {
        const width = out.verbose ? undefined : out.width;
        out.print(renderDriftText(changes, { paint: out.paint, width }));
      }
      return changes.some(isOpenDrift) ? EXIT.failed : EXIT.ok;
    });
  }

  protected override failureCode(error: unknown): number {
    const code = exitCodeOf(error);
    return code === EXIT.failed ? EXIT.cannotCompare : code;
  }
}

/** Of every pod on record; of one, or of a tenant's, when it is named. */
function driftOf(observed: ObservedState, about: string | undefined): readonly FieldChange[] {
  const { pods } = observed.records;
  const fits = about === undefined ? () => true : chosen(observed, about);
  const asked = pods.filter(({ key }) => fits(key));
  return asked.flatMap((record) => podDrift(record, observed));
}

function chosen({ records }: ObservedState, about: string): (key: PodKey) => boolean {
  const named = namedResource(about, undefined) ?? { kind: 'tenant', name: about };
  if (named.kind === 'pod') {
    const key = requirePodKey(named.name);
    requireFound('pod', key, records.pods, (record) => record.key);
    return (other) => other === key;
  }
  requireFound('tenant', named.name, records.tenants, ({ name }) => name);
  return (other) => splitPodKey(other).tenant === named.name;
}
