import type { FieldChange, Plan, SubjectPlan } from '../../../core/model/operation.ts';
import { changeText, isSensitive, valueText } from './change-value.ts';
import { costText, IMPACT_WORD, VERDICT_SYMBOL } from './impact.ts';
import { summaryLine } from './plan-summary.ts';
import { safeLine } from './safe-text.ts';

/** GitHub refuses longer comments. */
export const MARKDOWN_LIMIT = 65_536;

const TITLES = {
  pending: 'Pending: the manifests moved on',
  drift: 'Drift: the world moved away',
} as const;

/** A plan as a pull-request comment; the hidden marker lets a bot find and update its own. */
export function renderPlanMarkdown(plan: Plan): string {
  const head = [
    `<!-- agentpod-diff:${plan.instance} -->`,
    '### AgentPod diff',
    '',
    summaryLine(plan),
    '',
  ];
  const body = [
    ...notes(plan),
    ...subjectTable(plan),
    ...section(plan, 'pending'),
    ...section(plan, 'drift'),
  ];
  return capped(head, body);
}

function notes(plan: Plan): string[] {
  const lines = [
    ...plan.refused.map((text) => `> **Refused:** ${escaped(text)}`),
    ...plan.warnings.map((text) => `> **Warning:** ${escaped(text)}`),
  ];
  return lines.length === 0 ? [] : [...lines.flatMap((line) => [line, '>']).slice(0, -1), ''];
}

function subjectTable(plan: Plan): string[] {
  const subjects = plan.subjects.filter(({ verdict }) => verdict !== 'unchanged');
  if (subjects.length === 0) return [];
  return [
    '| | Subject | What | Cost | Why |',
    '| --- | --- | --- | --- | --- |',
    ...subjects.map(subjectRow),
    '',
  ];
}

function subjectRow(item: SubjectPlan): string {
  return row([
    VERDICT_SYMBOL[item.verdict],
    code(item.subject),
    item.verdict,
    costText(item),
    escaped(item.cause),
  ]);
}

function section(plan: Plan, name: FieldChange['section']): string[] {
  const changes = plan.changes.filter((change) => change.section === name);
  if (changes.length === 0) return [];
  return [
    `#### ${TITLES[name]}`,
    '',
    '| Subject | Field | Before | After | Impact |',
    '| --- | --- | --- | --- | --- |',
    ...changes.map(changeRow),
    '',
  ];
}

function changeRow(change: FieldChange): string {
  const values = isSensitive(change)
    ? [changeText(change), '']
    : [code(valueText(change.before)), code(valueText(change.after))];
  return row([code(change.subject), code(change.path), ...values, IMPACT_WORD[change.impact]]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A code span that no content can end or turn into a table cell. */
function code(text: string): string {
  const clean = safeLine(text).replaceAll('|', '\\|');
  const runs = [...clean.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

function escaped(text: string): string {
  return safeLine(text).replace(/[\\`*_{}[\]<>|#@~]/g, (character) => `\\${character}`);
}

function capped(head: readonly string[], body: readonly string[]): string {
  const whole = `${[...head, ...body].join('\n')}`;
  if (whole.length <= MARKDOWN_LIMIT) return whole;
  const notice =
    '\n_Cut here: the whole is longer than a comment may be. Run `agentpod diff` to see it._\n';
  const kept: string[] = [...head];
  let used = head.join('\n').length + notice.length;
  for (const line of body) {
    used += line.length + 1;
    if (used > MARKDOWN_LIMIT) break;
    kept.push(line);
  }
  return kept.join('\n') + notice;
}
