import type { FieldChange, Plan } from '../../../core/model/operation.ts';
import { podSubject } from '../../../core/model/resource.ts';
import { coloured } from '../../cli/output/palette.ts';
import { renderPlanText } from '../../cli/output/plan-text.ts';
import { age } from '../../cli/output/words.ts';
import type { PlanJson } from '../fleet.ts';
import type { PlanPage, TopState } from '../state/top-state.ts';
import { linesOf } from './ansi-lines.ts';
import type { Line } from './line.ts';

/** What would change and why, as `diff` says it; of one pod only, where one is named. */
export function planLines({ plan, now, size }: TopState, { pod }: PlanPage): readonly Line[] {
  if (plan.kind === 'none') {
    return [[{ text: 'No plan: ', tone: 'warn' }, { text: plan.message }]];
  }
  const subject = pod === undefined ? undefined : podSubject(pod);
  const text = renderPlanText(asPlan(plan.plan, subject), { paint: coloured, width: size.columns });
  const taken = age(new Date(plan.at).toISOString(), new Date(now));
  return [...linesOf(text), [], [{ text: `Looked at ${taken} ago.`, tone: 'muted' }]];
}

function asPlan(json: PlanJson, only: string | undefined): Plan {
  const isMeant = ({ subject }: { readonly subject: string }) =>
    only === undefined || subject === only;
  return {
    instance: '',
    subjects: json.subjects.filter(isMeant),
    changes: json.changes.filter(isMeant).map(asChange),
    operations: [],
    warnings: only === undefined ? json.warnings : [],
    refused: json.refused,
  };
}

/** JSON has a null where there is nothing. */
function asChange({ before, after, ...rest }: PlanJson['changes'][number]): FieldChange {
  return { ...rest, before: before ?? undefined, after: after ?? undefined };
}
