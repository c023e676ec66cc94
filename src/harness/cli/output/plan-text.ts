import type {
  FieldChange,
  Impact,
  Plan,
  SubjectPlan,
  Verdict,
} from '../../../core/model/operation.ts';
import { changeText, movement } from './change-value.ts';
import { FATE_TEXT } from './drift-text.ts';
import {
  costText,
  IMPACT_TONE,
  IMPACT_WORD,
  matters,
  VERDICT_SYMBOL,
  VERDICT_TONE,
} from './impact.ts';
import { type Paint, plain } from './palette.ts';
import { summaryLine } from './plan-summary.ts';
import { safeLine, safeText } from './safe-text.ts';
import { wrapWords } from './wrap.ts';

/** A plan for people: what the manifests changed, what the world changed, and what each costs. */
export interface PlanTextOptions {
  readonly paint?: Paint;
  /** Columns that long values are cut to; undefined: never cut. */
  readonly width?: number | undefined;
  /** Stands over what is to be done when no manifest asked for it. */
  readonly title?: string;
}

type Section = FieldChange['section'];

const TITLES: Readonly<Record<Section, string>> = {
  pending: 'Pending: the manifests moved on.',
  drift: 'Drift: the world moved away.',
};

export function renderPlanText(plan: Plan, options: PlanTextOptions = {}): string {
  const paint = options.paint ?? plain;
  const blocks = [
    ...renderSection(plan, 'pending', options),
    ...renderSection(plan, 'drift', options),
    ...renderIgnored(plan, options),
    ...renderBlocked(plan, paint),
    ...notes('Warning', plan.warnings, options),
    ...notes('Refused', plan.refused, options),
  ];
  return `${[...blocks, paint('strong', summaryLine(plan))].join('\n')}\n`;
}

function renderSection(plan: Plan, section: Section, options: PlanTextOptions): string[] {
  const paint = options.paint ?? plain;
  const subjects = plan.subjects.filter((item) => belongsTo(item, section, plan));
  if (subjects.length === 0) return [];
  const lines = subjects.flatMap((item) => [
    subjectLine(item, section, options),
    ...plan.changes
      .filter((change) => change.subject === item.subject && change.section === section)
      .map((change) => fieldLine(change, item.verdict, options)),
  ]);
  const title = options.title ?? TITLES[section];
  return [paint('strong', title), '', ...lines, ''];
}

/** A subject without a field to show still has a place: where its verdict comes from. */
function belongsTo(item: SubjectPlan, section: Section, plan: Plan): boolean {
  const own = plan.changes.filter(({ subject }) => subject === item.subject);
  if (own.some((change) => change.section === section)) return true;
  if (own.length > 0 || item.verdict === 'unchanged' || item.verdict === 'blocked') return false;
  return section === (item.verdict === 'heal' ? 'drift' : 'pending');
}

function subjectLine(
  item: SubjectPlan,
  section: Section,
  { paint = plain, title }: PlanTextOptions,
): string {
  const both = item.verdict === 'update' && section === 'drift';
  const symbol = both ? VERDICT_SYMBOL.heal : VERDICT_SYMBOL[item.verdict];
  const head = paint(VERDICT_TONE[item.verdict], `${symbol} ${item.subject}`);
  const text = costText(item);
  const cost = text === '' ? '' : `, ${paint(IMPACT_TONE[item.impact], text)}`;
  // Causes speak of manifests; where these did not ask, there is nothing to say.
  const cause = item.cause === '' || title !== undefined ? '' : ` (${safeLine(item.cause)})`;
  return `  ${head}: ${item.verdict}${cost}${cause}`;
}

function renderIgnored(
  { ignored = [] }: Plan,
  { paint = plain, width }: PlanTextOptions,
): string[] {
  if (ignored.length === 0) return [];
  const lines = ignored.map((change) => {
    const why = `${change.reason}${change.until === undefined ? '' : `; until ${change.until}`}`;
    const head = `  ${change.subject}: ${safeLine(change.path)}`;
    const room = width === undefined ? undefined : Math.max(20, width - head.length - why.length);
    return `${head}: ${changeText(change, room)} (${safeLine(why)})`;
  });
  return [paint('strong', 'Ignored: drift that is known, and left as it is.'), '', ...lines, ''];
}

function fieldLine(
  change: FieldChange,
  verdict: Verdict,
  { paint = plain, width }: PlanTextOptions,
): string {
  const symbol = { added: '+', removed: '-', changed: '~' }[movement(change)];
  const tone = { added: 'good', removed: 'bad', changed: 'warn' } as const;
  const path = paint(tone[movement(change)], `${symbol} ${safeLine(change.path)}`);
  const room = width === undefined ? undefined : width - change.path.length - 12;
  return `      ${path}: ${changeText(change, room)}${tag(change, verdict, paint)}`;
}

function tag({ fate, impact }: FieldChange, verdict: Verdict, paint: Paint): string {
  if (fate === 'needs-accept') return ` ${paint('bad', `[${FATE_TEXT[fate]}]`)}`;
  return matters(impact, verdict) ? impactTag(impact, paint) : '';
}

function impactTag(impact: Impact, paint: Paint): string {
  return ` ${paint(IMPACT_TONE[impact], `[${IMPACT_WORD[impact]}]`)}`;
}

function renderBlocked(plan: Plan, paint: Paint): string[] {
  const blocked = plan.subjects.filter(({ verdict }) => verdict === 'blocked');
  if (blocked.length === 0) return [];
  const lines = blocked.map(
    ({ subject, cause }) =>
      `  ${paint('bad', `${VERDICT_SYMBOL.blocked} ${subject}`)}: ${safeLine(cause)}`,
  );
  return [paint('strong', 'Blocked: something stands in the way.'), '', ...lines, ''];
}

function notes(
  word: 'Warning' | 'Refused',
  messages: readonly string[],
  { paint = plain, width }: PlanTextOptions,
): string[] {
  if (messages.length === 0) return [];
  const tone = word === 'Refused' ? 'bad' : 'warn';
  const label = `${word}:`;
  const lines = messages.map((message) => {
    const wrapped = wrapWords(`${label} ${safeText(message)}`, width, '  ');
    return paint(tone, label) + wrapped.slice(label.length);
  });
  return [...lines, ''];
}
