import type { FieldChange, Plan, SubjectPlan } from '../../../core/model/operation.ts';
import { changeText, isSensitive, sideText } from './change-value.ts';
import { FATE_TEXT } from './drift-text.ts';
import { costText, IMPACT_WORD, VERDICT_SYMBOL } from './impact.ts';
import { capped, code, escaped, row } from './markdown.ts';
import { summaryLine } from './plan-summary.ts';

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
    ...ignored(plan),
  ];
  return capped(head, body, 'agentpod diff');
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

function ignored(plan: Plan): string[] {
  if (plan.ignored === undefined) return [];
  return [
    '#### Ignored: drift that is known',
    '',
    '| Subject | Field | Now | Why | Until |',
    '| --- | --- | --- | --- | --- |',
    ...plan.ignored.map(({ subject, path, after, reason, until = '' }) =>
      row([code(subject), code(path), code(sideText(after, path)), escaped(reason), until]),
    ),
    '',
  ];
}

function changeRow(change: FieldChange): string {
  const values = isSensitive(change)
    ? [changeText(change), '']
    : [change.before, change.after].map((value) => code(sideText(value, change.path)));
  const cost = change.fate === 'needs-accept' ? FATE_TEXT[change.fate] : IMPACT_WORD[change.impact];
  return row([code(change.subject), code(change.path), ...values, cost]);
}
