import { API_VERSION } from '../../../core/model/api-version.ts';
import type { Action, Plan } from '../../../core/model/operation.ts';
import type { Subject } from '../../../core/model/resource.ts';
import type { ApplyResult, Outcome, SubjectResult } from '../../../engine/apply-result.ts';
import { OUTCOME_TONE } from './outcome.ts';
import { type Paint, plain } from './palette.ts';
import { safeText } from './safe-text.ts';
import { renderTable } from './table.ts';
import { seconds } from './words.ts';

export interface ApplyReportOptions {
  readonly paint?: Paint;
  readonly width: number | undefined;
  /** Lists unchanged subjects too. */
  readonly verbose: boolean;
  readonly tookSeconds: number;
}

/** What an apply did, subject by subject, with messages in full below the table. */
export function renderApplyReport(
  plan: Plan,
  result: ApplyResult,
  options: ApplyReportOptions,
): string {
  const paint = options.paint ?? plain;
  const urls = podUrls(plan);
  const shown = result.subjects.filter(({ outcome }) => options.verbose || outcome !== 'unchanged');
  const rows = shown.map((item) => [
    item.subject,
    { text: item.outcome, tone: OUTCOME_TONE[item.outcome] },
    seconds(item.seconds),
    isUp(item.outcome) ? (urls.get(item.subject) ?? '') : '',
  ]);
  const table =
    rows.length === 0 ? '' : renderTable(COLUMNS, rows, { width: options.width, paint });
  const messages = shown
    .filter(({ message }) => message !== '')
    .map(({ subject, message }) => `${paint('bad', subject)}: ${safeText(message)}\n`);
  return [
    table,
    ...messages,
    `${paint('strong', tally(result.subjects, options.tookSeconds))}\n`,
  ].join('');
}

const COLUMNS = [
  { title: 'SUBJECT', shrinkTo: 24 },
  { title: 'RESULT' },
  { title: 'TIME', align: 'right' },
  { title: 'URL', shrinkTo: 22 },
] as const;

export function applyJson(plan: Plan, result: ApplyResult, tookSeconds: number) {
  const urls = podUrls(plan);
  return {
    apiVersion: API_VERSION,
    kind: 'ApplyResult',
    instance: plan.instance,
    seconds: tookSeconds,
    summary: tallyCounts(result.subjects),
    results: result.subjects.map((item) => ({ ...item, url: urls.get(item.subject) ?? null })),
    warnings: plan.warnings,
  };
}

function isUp(outcome: Outcome): boolean {
  return outcome === 'created' || outcome === 'updated' || outcome === 'healed';
}

/** The public one where there is one: it is tried after the local one. */
function podUrls(plan: Plan): ReadonlyMap<Subject, string> {
  const urls = plan.operations.flatMap(({ subject, action }) => {
    const url = urlOf(action);
    return url === undefined ? [] : [[subject, url] as const];
  });
  return new Map(urls);
}

function urlOf(action: Action): string | undefined {
  if (action.kind === 'route.verify') return action.url;
  return action.kind === 'container.await-ready'
    ? `http://127.0.0.1:${action.hostPort}`
    : undefined;
}

function tallyCounts(results: readonly SubjectResult[]): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** `2 created, 1 healed, 3 unchanged in 16s.` */
function tally(results: readonly SubjectResult[], tookSeconds: number): string {
  const counts = tallyCounts(results);
  const words = Object.keys(OUTCOME_TONE) as Outcome[];
  const parts = words.filter((word) => counts[word]).map((word) => `${counts[word]} ${word}`);
  return `${parts.join(', ') || 'nothing to do'} in ${seconds(tookSeconds)}.`;
}
